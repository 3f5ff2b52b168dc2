"""Query processing: validation, normalisation, rewriting, terms, translation."""
