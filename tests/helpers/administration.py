"""Parts of the tests of administration: a site whose acts change, and files of a small act."""

import re
from pathlib import Path

from sqlalchemy import select
from starlette.testclient import TestClient

from tests.helpers.desk import app_state, signed_in
from tests.helpers.polling import until
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.web_app import settings_of
from web.accounts.models import AuditRow
from web.accounts.roles import Role
from web.administration.acts_page import ActAdministration
from web.administration.change_record import ChangeState
from web.runtime.composition import compose_live

GARDEN = """Статья 1. Полив сада

1. Садовод обязан поливать деревья.
2. Поливать сад квадрокоптером запрещено.

Статья 2. Сбор плодов

Плоды собирает садовод.
"""
GARDEN_LATER = GARDEN.replace("Плоды собирает садовод.", "Плоды собирает каждый сосед садовода.")
FACTS = {"id": "garden", "title": "Закон о садах", "language": "ru", "edition": "2025"}
PAGE = "/admin/acts"


def site_with_acts(home: Path, role: Role = Role.ADMIN) -> TestClient:
    """A client of a site with an index on disk, which reloads it after a change."""
    home_with_index(home)
    parts = hashing_parts(home)
    return signed_in(home, role, compose_live(settings_of(home), parts), parts)


def administration(client: TestClient) -> ActAdministration:
    return app_state(client).features.get(ActAdministration)


def wait_for_change(client: TestClient) -> None:
    """Wait until the last change has ended."""
    changes = administration(client).changes

    def has_ended() -> bool:
        last = changes.last()
        return last is None or last.state is not ChangeState.RUNNING

    until(has_ended, 60)


def send(client: TestClient, content: bytes, name: str = "garden.txt", of: str = "") -> str:
    """Upload a file and return the address of its page."""
    sent = client.post(f"{PAGE}/files", data={"of": of}, files={"file": (name, content)})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def read(client: TestClient, page: str, **fields: str) -> str:
    """Read the file with a description and return its page."""
    done = client.post(f"{page}/read", data={**FACTS, **fields})
    assert done.status_code == 303, done.text
    return client.get(page).text


def base_in(page: str) -> str:
    """Return the state of the acts that a preview was made on."""
    found = re.search(r'name="base" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def publish(client: TestClient, content: str, **fields: str) -> None:
    """Publish an act or an edition, and wait for the end."""
    page = send(client, content.encode())
    shown = read(client, page, **fields)
    done = client.post(f"{page}/publish", data={"base": base_in(shown), "accept": "yes"})
    assert done.status_code == 303, done.text
    wait_for_change(client)


def trail(client: TestClient) -> list[tuple[str, str]]:
    """The entries of the audit trail about acts."""
    with app_state(client).database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.action, row.subject) for row in rows if row.action.startswith("act.")]


def stored_files(home: Path) -> list[str]:
    """The files in the folder of acts."""
    folder = home / "acts"
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def acts(client: TestClient) -> list[str]:
    """The current editions that are loaded."""
    return [f"{act.id}@{act.edition_id}" for act in app_state(client).corpus.acts]
