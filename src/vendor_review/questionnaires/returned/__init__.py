"""What comes back: the file as it is read, its sheets, and what the vendor changed or added."""
