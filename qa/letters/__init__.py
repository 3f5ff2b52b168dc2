"""Letters: the sentences of a long message, and those of them that ask something."""
