"""Text repair before parsing: homoglyphs, letter spacing, source lines."""
