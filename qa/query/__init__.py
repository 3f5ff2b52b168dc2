"""Query processing: validation, normalization, rewriting, terms, translation."""
