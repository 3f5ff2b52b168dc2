"""Sign-in over HTTP, with the token of its form."""

import re

from starlette.testclient import TestClient

from tests.helpers.databases import PASSWORD


def token_in(page: str) -> str:
    """Return the token against forged requests in the form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(client: TestClient, password: str = PASSWORD, **fields: str) -> int:
    """Sign the account "aigul" in by the form; return the status of the response."""
    token = token_in(client.get("/sign-in").text)
    form = {"name": "aigul", "password": password, "csrf": token, **fields}
    return client.post("/sign-in", data=form).status_code
