"""Conversation: small talk, and messages that lean on the question before."""
