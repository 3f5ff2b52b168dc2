"""The database: SQLite or PostgreSQL through SQLAlchemy, its tables made by migrations.

An area that keeps something maps its tables on :class:`web.storage.base.Base` in its own package,
adds a migration to ``migrations/versions`` whose ``down_revision`` is the newest one and makes it
:data:`web.storage.migrate.NEWEST`, names its module in :data:`web.storage.base.AREAS`, and works
in transactions::

    with site.database.begin() as session:   # writes; commits at the end of the block
        session.add(row)
    with site.database.reading() as session:  # reads; waits for nobody who writes
        rows = session.scalars(select(Row)).all()

Both raise :class:`web.storage.errors.DatabaseError` when the database is away, busy for too long
or of another migration; a page then answers 503.
"""
