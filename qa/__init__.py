"""Question answering: from a question to verbatim provisions with citations."""
