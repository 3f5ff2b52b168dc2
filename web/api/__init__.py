"""The versioned interface for programs, and the JSON shapes of acts, provisions and norms."""
