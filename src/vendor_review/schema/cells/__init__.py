"""What a cell may hold, what is meant where it holds something else, and cells as categories."""
