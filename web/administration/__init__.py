"""Administration in the browser: acts and editions, settings, audit trail."""
