"""Two public lists, or a register and a list: what differs, and which changes need notice."""
