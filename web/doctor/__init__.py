"""Checks of an installation: settings, files, model, index, database, disk, backups, clock."""
