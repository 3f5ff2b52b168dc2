"""The errors of this package, named by what the caller can do about them.

::

    BaptaError
    ├── ModelError           fetch the model, or name another
    └── StoredIndexError     build the index
        ├── IndexMissingError
        ├── IndexDamagedError
        ├── IndexStaleError
        ├── IndexNewerError
        └── IndexAwayError
"""

from data.errors import BaptaError

FETCH = "bapta model fetch"
BUILD = "bapta index build"


class ModelError(BaptaError):
    """A model is missing, damaged, or not what it says it is."""


class StoredIndexError(BaptaError):
    """The stored index cannot be used."""

    def __init__(self, message: str, mend: str | None = BUILD) -> None:
        """``mend`` is the command that makes a new index."""
        super().__init__(message, mend)


class IndexMissingError(StoredIndexError):
    """There is no index in the folder."""


class IndexDamagedError(StoredIndexError):
    """The index files are incomplete or changed."""


class IndexStaleError(StoredIndexError):
    """The index was built for another corpus, another model or by another version."""


class IndexNewerError(StoredIndexError):
    """A newer version made the index; it is not written over."""

    def __init__(self, message: str) -> None:
        """The message says what to do."""
        super().__init__(message, None)


class IndexUnavailableError(StoredIndexError):
    """The server that holds the index cannot be reached; it may come back by itself."""

    def __init__(self, message: str) -> None:
        """No command of Bapta mends it."""
        super().__init__(message, None)
