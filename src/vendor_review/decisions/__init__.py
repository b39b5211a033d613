"""A person's decision on a review, pinned to what it was made on."""
