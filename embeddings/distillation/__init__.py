"""The question encoder, a smaller model distilled from the adapted one: file, training."""
