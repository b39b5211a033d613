"""The days that a register states or that follow from it: what falls due, ends, begins."""
