"""Errors of the package and the base class of all errors of Bapta."""


class BaptaError(Exception):
    """Error with one plain sentence and, if there is one, the command that fixes it."""

    def __init__(self, message: str, fix: str | None = None) -> None:
        super().__init__(message, fix)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return self.message if self.fix is None else f"{self.message} Run: {self.fix}"


class SourceError(BaptaError):
    """A source file, its sidecar or its errata cannot be used."""


class EidError(BaptaError):
    """A text is not an eId."""


class ActError(BaptaError):
    """An act, an edition or a provision is unknown."""


class UnknownActError(ActError):
    """The corpus has no act of this id."""


class UnknownEditionError(ActError):
    """The act has no edition of this id."""


class UnknownProvisionError(ActError):
    """The act has no provision of this eId."""
