"""References to provisions: tokens, parser, lookup, related and missing provisions."""
