"""Reading the law: acts, articles, norms, changes, text search."""
