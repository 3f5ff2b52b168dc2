"""Database: SQLite or PostgreSQL through SQLAlchemy, with migrations."""
