"""The public list: an allow-listed projection of the register, as data and as files."""
