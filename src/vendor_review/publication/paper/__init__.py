"""Pages as PDF, through Chromium."""
