"""A register kept as an Excel workbook, a sheet per table."""
