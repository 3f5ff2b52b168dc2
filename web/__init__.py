"""The command, the HTTP interface and the pages."""
