"""What differs: two states of a register, a register and a list that was published; writes no wording of its own."""
