"""Many reviews in one go: what is asked for, the work of one register, and who does it."""
