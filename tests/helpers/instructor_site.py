"""A running site with the law and an instructor, for browser tests of training."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.browser import free_port, served
from tests.helpers.databases import SECRET, add_account
from tests.helpers.web_app import law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

SEEN = "all => all.map(each => each.checkVisibility())"
"""Script that tells of each element whether it is seen."""


@contextmanager
def instructor_site(home: Path) -> Iterator[str]:
    """Serve the law with the account "teacher" of the group A1; give the origin."""
    app = create_app(law_answerer(), settings_of(home, BAPTA_SECRET=SECRET))
    add_account(app.state.site.database, "teacher", Role.INSTRUCTOR, "A1")
    with served(app, free_port()) as origin:
        yield origin
