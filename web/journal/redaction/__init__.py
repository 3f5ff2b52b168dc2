"""Redaction of personal data before anything is stored."""
