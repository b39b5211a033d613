"""Facts as words: intervals, places, changes, differences, explanations."""
