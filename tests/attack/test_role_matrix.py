"""Every route for every role: what needs an account refuses all that lack its role."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.helpers.desk import signed_in
from tests.helpers.handover import ON
from tests.helpers.routes import routes_of
from web.accounts.roles import Role

pytestmark = pytest.mark.slow

# Routes that anybody may use. A new route that is neither here nor demands a role fails.
PUBLIC = """
GET / POST / GET /privacy GET /widget GET /widget.js POST /widget GET /widget/frame
POST /widget/frame GET /widget/sample POST /prefs POST /feedback
POST /api/chat POST /api/quotes/check POST /api/handover POST /handover GET /handover/{token}
POST /handover/{token}/delete POST /handover/{token}/verdict POST /handover/{token}/reply
GET /acts GET /acts/{act} GET /acts/{act}/changes
GET /acts/{act}/index GET /acts/{act}/index/{kind} GET /acts/{act}/{article} POST /acts/{act}/find
GET /sign-in POST /sign-in GET /train GET /train/{act} POST /train/{act}/session
POST /train/{act}/answer POST /train/{act}/next POST /train/{act}/progress
POST /train/{act}/export POST /train/{act}/import GET /train/{act}/exam POST /train/{act}/exam
POST /train/{act}/exam/hand-in GET /train/{act}/exam/{nonce}
POST /train/{act}/exam/{nonce}/save POST /train/{act}/report
POST /train/{act}/exam/csv GET /static/{digest}/{name}
GET /healthz GET /metrics GET /conversation POST /conversation
GET /conversation/{key} GET /situations/{name} GET /share GET /acts/{act}/find/{key}
GET /acts/{act}/index/{kind}/{bearer}
POST /receipts GET /receipt POST /receipt POST /api/receipts POST /api/receipts/check
GET /api/receipts/keys GET /api/v1/acts GET /api/v1/acts/{act} GET /api/v1/acts/{act}/norms
GET /api/v1/acts/{act}/provisions GET /api/v1/acts/{act}/provisions/{eid}
"""


@pytest.fixture(scope="module")
def client_as(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Role | None], TestClient]:
    """Clients of one site by their role."""
    home = tmp_path_factory.mktemp("roles")
    clients = {role: signed_in(home, role, None, None, **ON) for role in (None, *Role)}
    return clients.__getitem__


@pytest.fixture(scope="module")
def visitor(client_as: Callable[[Role | None], TestClient]) -> TestClient:
    return client_as(None)


def test_a_route_demands_a_role_or_is_known_as_public(visitor: TestClient) -> None:
    public = set(re.findall(r"(?:GET|POST) \S+", PUBLIC))
    assert {route.name for route in routes_of(visitor) if route.role is None} == public


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_each_role_opens_its_routes_alone(
    client_as: Callable[[Role | None], TestClient], role: Role | None
) -> None:
    client, wrong = client_as(role), {}
    for route in routes_of(client):
        if route.role is None:
            continue
        path = re.sub(r"\{\w*(id|number)\}", "1", route.path)
        path = re.sub(r"\{\w+\}", "BP-7KQF-3M2X", path)
        # Signing out would end the rest of the matrix.
        if route.name == "POST /sign-out" and role is not None:
            continue
        status = client.request(route.method, path).status_code
        if role is None:
            is_right = status == (303 if route.method == "GET" else 401)
        else:
            is_right = (status != 403 and status != 401) if role.may(route.role) else status == 403
        if not is_right or status >= 500:
            wrong[route.name] = status
    assert wrong == {}


def test_no_change_is_made_without_the_token_of_its_form(
    client_as: Callable[[Role | None], TestClient],
) -> None:
    client = client_as(Role.ADMIN)
    bare = TestClient(client.app, cookies=dict(client.cookies), follow_redirects=False)
    for route in routes_of(client):
        if route.role is not None and route.method == "POST":
            path = re.sub(r"\{\w+\}", "1", route.path)
            assert bare.post(path).status_code == 403, route.name
