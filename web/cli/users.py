"""The commands of ``bapta user``."""

import os
import sys
from typing import TYPE_CHECKING

import click

from web.settings import read_settings

if TYPE_CHECKING:
    from web.accounts.repository import AccountRepository

ROLES = ("learner", "instructor", "operator", "editor", "admin")


@click.group()
def user() -> None:
    """Manage the accounts of operators, editors, instructors and learners."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.option("--group", default="", help="Group of learners that the account belongs to.")
def add(name: str, role: str, group: str) -> None:
    """Add the account NAME; its password is prompted for, or read from standard input."""
    from web.accounts.models import CONSOLE
    from web.accounts.roles import Role

    accounts = _accounts()
    accounts.add(CONSOLE, name, Role(role), _password(), group)
    click.echo(f"The account {name} was created: {role}.")
    if not read_settings(os.environ).secret:
        click.echo(
            "Now that there are accounts, set BAPTA_SECRET before you run bapta serve.", err=True
        )


@user.command("list")
def list_() -> None:
    """List every account with its role, its group and whether it is disabled."""
    for row in _accounts().all():
        state = "disabled" if row.disabled else "active"
        click.echo("\t".join((row.name, row.role, row.group or "-", state)))


@user.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable the account NAME and sign it out everywhere."""
    from web.accounts.models import CONSOLE

    _accounts().set_disabled(CONSOLE, name, True)
    click.echo(f"The account {name} was disabled.")


@user.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Enable the account NAME again."""
    from web.accounts.models import CONSOLE

    _accounts().set_disabled(CONSOLE, name, False)
    click.echo(f"The account {name} was enabled.")


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def role(name: str, role: str) -> None:
    """Give the account NAME another ROLE; it counts at once, also where it is signed in."""
    from web.accounts.models import CONSOLE
    from web.accounts.roles import Role

    _accounts().change(CONSOLE, name, role=Role(role))
    click.echo(f"The account {name} now has the role {role}.")


@user.command("group")
@click.argument("name")
@click.argument("group", default="")
def group(name: str, group: str) -> None:
    """Put the account NAME into another GROUP of learners; without GROUP, into none."""
    from web.accounts.models import CONSOLE

    _accounts().change(CONSOLE, name, group=group)
    click.echo(f"The account {name} is now in the group {group or '-'}.")


@user.command("password")
@click.argument("name")
def password(name: str) -> None:
    """Give the account NAME a new password; it is signed out everywhere."""
    from web.accounts.models import CONSOLE

    _accounts().set_password(CONSOLE, name, _password())
    click.echo(f"The account {name} has a new password.")


def _accounts() -> "AccountRepository":
    from web.accounts.repository import AccountRepository
    from web.storage.database import Database

    return AccountRepository(Database(read_settings(os.environ).database_url))


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
