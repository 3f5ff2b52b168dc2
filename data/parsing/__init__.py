"""Plain text to an act: markers, blocks, quotations, headings and the tree of provisions."""
