"""What rejected rows leave behind: which they are, whom they may be about, and what can still be read in them."""
