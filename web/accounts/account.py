"""An account as the pages see it."""

from dataclasses import dataclass

from web.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in; ``csrf`` is the token that the forms of this sign-in bear."""

    id: int
    name: str
    role: Role
    group: str = ""
    csrf: str = ""

    def may(self, role: Role | str) -> bool:
        """Whether the account's role includes ``role``."""
        return self.role.may(Role(role))
