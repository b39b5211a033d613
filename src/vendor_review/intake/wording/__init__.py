"""What words in a list mean: headings, places, transfer terms, names of firms, days; the words themselves are data."""
