"""What goes out when the public list changes: a draft mail, a feed and a calendar; public words only."""
