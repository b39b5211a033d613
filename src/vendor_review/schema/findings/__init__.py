"""Findings: the catalogue of rules, the facts, their wording and remedies, and the rows that errors reject."""
