"""Migrations, one module each, linked by ``down_revision``."""
