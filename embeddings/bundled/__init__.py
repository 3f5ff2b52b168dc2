"""The bundled model: download, weights, conversion, installation."""
