"""Errors of encoders and indexes, named by what the caller can do about them.

::

    BaptaError
    ├── ModelError           fetch the model, or name another
    └── StoredIndexError     build the index
        ├── IndexMissingError
        ├── IndexDamagedError
        ├── IndexStaleError
        ├── IndexNewerError
        └── IndexUnavailableError
"""

from data.errors import BaptaError

FETCH = "bapta model fetch"
BUILD = "bapta index build"
ADAPT_QUESTIONS = "make adapt-questions ACTS=FOLDER"
DISTIL = "make distil ACTS=FOLDER"
CALIBRATE = "make calibrate"


class ModelError(BaptaError):
    """A model is missing, damaged, or not the expected one."""


class StoredIndexError(BaptaError):
    """The stored index cannot be used. The default command of the fix builds a new one."""

    def __init__(self, message: str, fix: str | None = BUILD) -> None:
        super().__init__(message, fix)


class IndexMissingError(StoredIndexError):
    """There is no index in the folder."""


class IndexDamagedError(StoredIndexError):
    """The index files are incomplete or changed."""


class IndexStaleError(StoredIndexError):
    """The index was built for another corpus, another model or by another version."""


class IndexNewerError(StoredIndexError):
    """A newer version built the index, which is not overwritten: no command fixes that."""


class IndexUnavailableError(StoredIndexError):
    """The server that holds the index cannot be reached. No command of Bapta fixes that."""
