"""Parser of acts: markers, blocks, quotations, headings and the tree of provisions."""
