"""Backups: everything under ``BAPTA_HOME`` and the database, in one file that is checked whole."""
