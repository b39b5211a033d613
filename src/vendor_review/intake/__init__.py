"""Reads what others have: lists as pages, texts and data files, and makes draft registers of them."""
