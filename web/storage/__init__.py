"""The database: SQLite or PostgreSQL through SQLAlchemy, with tables made by migrations."""
