"""A register kept in a SQL database, a table per table: SQLite and PostgreSQL."""
