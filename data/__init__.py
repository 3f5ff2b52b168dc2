"""Acts and their provisions: source files in, verbatim text with eIds out."""
