"""Backups: the files under ``BAPTA_HOME`` and the rows of the database in one checked file."""
