"""Roles and what each of them includes."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is for."""

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
