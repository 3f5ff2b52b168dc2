"""Help desk: search, replies, canned replies and statistics."""
