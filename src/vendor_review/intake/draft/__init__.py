"""Makes a draft register of the rows that a reader found, whatever shape they came from, and writes it."""
