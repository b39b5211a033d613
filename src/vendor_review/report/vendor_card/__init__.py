"""One vendor in full: its card, with summary, dates and ledger."""
