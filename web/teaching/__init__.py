"""Teaching: missed questions become questions of the bank, decided by editors."""
