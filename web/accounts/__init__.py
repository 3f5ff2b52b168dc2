"""Accounts of staff and learners: roles, signing in and out, audit trail."""
