"""The adaptation of the bundled model to statute law: file, layers, training."""
