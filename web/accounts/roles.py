"""Roles, what each includes, and the account of a request.

An administrator has every role and an editor is an operator too; every account may train.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Role of an account: learners train, instructors set exams, operators work at the desk."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    OPERATOR = "operator"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, wanted: "Role") -> bool:
        """Return whether this role includes ``wanted``.

        Instructors and operators do not include each other.
        """
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

    # The id of the row, which sessions and attempts refer to.
    id: int
    name: str
    role: Role
    group: str = ""
    csrf: str = ""

    def may(self, role: Role | str) -> bool:
        return self.role.may(Role(role))
