"""What a source says as one tree of blocks, whatever its format: headings, tables, lists, cards, records."""
