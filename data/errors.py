"""The errors of Bapta.

BaptaError
├── SourceError            a source file, sidecar or errata file cannot be used
├── EidError               a text is no eId
├── ActError
│   ├── UnknownActError        the corpus has no act of this id
│   ├── UnknownEditionError    the act has no edition of this id
│   └── UnknownProvisionError  the act has no provision of this eId
"""


class BaptaError(Exception):
    """An error in one plain sentence, and the command that mends it, if one does."""

    def __init__(self, message: str, mend: str | None = None) -> None:
        """Keep the sentence and the command that mends it."""
        super().__init__(message, mend)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        """The sentence, then the command."""
        return self.message if self.mend is None else f"{self.message} Run: {self.mend}"


class SourceError(BaptaError):
    """A source file, its sidecar or its errata cannot be used as they are."""


class EidError(BaptaError):
    """A text is no eId."""


class ActError(BaptaError):
    """An act or a provision cannot be had."""


class UnknownActError(ActError):
    """The corpus has no act of this id."""


class UnknownEditionError(ActError):
    """The act has no edition of this id."""


class UnknownProvisionError(ActError):
    """The act has no provision of this eId."""
