"""What the rows of one table must hold to: keys, days in order, notice, decisions, names that look alike."""
