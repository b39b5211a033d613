"""Whether reviews, their indexes and the pages that list them still are what was published."""
