"""Vendors as they would score if something else were stated, answered, evidenced or weighed."""
