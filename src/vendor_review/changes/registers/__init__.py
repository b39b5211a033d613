"""Two states of one register: rows, vendors, scores and policy numbers that differ."""
