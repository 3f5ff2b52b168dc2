"""A place in a text that holds personal data."""

from dataclasses import dataclass
from enum import StrEnum


class Secret(StrEnum):
    """What kind of personal data it is."""

    IIN = "iin"
    PHONE = "phone"
    MAIL = "mail"
    CARD = "card"
    DOCUMENT = "document"
    NAME = "name"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """``text[start:end]`` is personal data of the kind ``secret``."""

    start: int
    end: int
    secret: Secret
