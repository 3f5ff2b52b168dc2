"""The languages of acts, questions and pages."""

LANGUAGES = ("kk", "ru", "en")
"""ISO 639-1 codes of Kazakh, Russian and English, in the order in which pages list them."""
