"""Roles, their inclusion order, and the account of a request."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Role of an account."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    OPERATOR = "operator"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, wanted: "Role") -> bool:
        """Whether this role includes ``wanted``."""
        match self:
            case Role.ADMIN:
                return True
            case Role.EDITOR:
                return wanted in {Role.EDITOR, Role.OPERATOR, Role.LEARNER}
            case _:
                return wanted in {self, Role.LEARNER}


@dataclass(frozen=True, slots=True)
class Account:
    """Signed-in account; ``csrf`` is the token of the forms of this sign-in."""

    id: int
    name: str
    role: Role
    group: str = ""
    csrf: str = ""

    def may(self, role: Role | str) -> bool:
        """Whether the account's role includes ``role``."""
        return self.role.may(Role(role))
