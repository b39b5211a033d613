"""The sections of a review page, one module each, in the order in which a reader meets them."""
