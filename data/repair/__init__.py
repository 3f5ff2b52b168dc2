"""Text repair before parsing: homoglyphs, letter spacing, punctuation, source lines."""
