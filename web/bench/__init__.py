"""The benchmark: how fast Bapta answers and indexes, beside the plain recipe in the same run."""
