"""The journal of questions: what is asked and how it is answered, with no one's secrets.

Personal data is struck out of every text before it is written, no address is kept, and what is
older than ``BAPTA_RETENTION_DAYS`` is erased.
"""
