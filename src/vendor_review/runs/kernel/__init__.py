"""The process of a review: a contained kernel, its guard, and what it leaves behind."""
