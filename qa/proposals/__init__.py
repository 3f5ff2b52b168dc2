"""Review of an act without a question bank, and questions proposed from its own words."""
