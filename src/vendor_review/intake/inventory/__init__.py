"""Turns a company's own inventory of its vendors, a wide sheet, into the tables of a draft register."""
