"""Acts and their provisions: readers, parser, corpus, question bank and glossary."""
