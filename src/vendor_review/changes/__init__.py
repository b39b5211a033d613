"""Two states of a register: what came, went and changed, and what moved each score; writes no wording of its own."""
