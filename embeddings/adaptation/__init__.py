"""The adaptation of the bundled model to questions: file, graph, training."""
