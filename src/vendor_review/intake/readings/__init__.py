"""Readers of blocks, one per shape; each gives rows, how sure it is, and why."""
