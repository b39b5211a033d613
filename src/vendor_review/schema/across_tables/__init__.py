"""What rows of several tables say together: references, contradictions, gaps, transfers, the public list."""
