import pytest
from starlette.requests import Request

from web.http.requests import redirect, root_of, site_url


def _request(root: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "https",
            "server": ("law.example", 443),
            "path": f"{root}/desk",
            "root_path": root,
            "query_string": b"",
            "headers": [(b"host", b"law.example")],
        }
    )


@pytest.mark.parametrize("root", ["", "/law"])
def test_every_address_begins_with_the_path_that_the_site_stands_at(root: str) -> None:
    request = _request(root)
    assert root_of(request) == root
    assert site_url(request) == f"https://law.example{root}"
    response = redirect(request, "/desk/canned")
    assert response.status_code == 303
    assert response.headers["Location"] == f"{root}/desk/canned"
