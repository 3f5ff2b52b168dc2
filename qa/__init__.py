"""Questions in, verbatim provisions with citations out."""
