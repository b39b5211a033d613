"""A register kept as a folder of CSV files and page.toml."""
