"""One module for each migration, each naming the one before it."""
