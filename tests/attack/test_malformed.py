"""Malformed requests that were once answered with 500."""

import pytest
from starlette.testclient import TestClient

from tests.helpers.web_app import client_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(tmp_path_factory.mktemp("home"), raises=False)


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//\x7f", "null", ""])
def test_an_origin_that_is_no_address_is_foreign(client: TestClient, origin: str) -> None:
    sent = client.post("/prefs", data={"theme": "dark"}, headers={"Origin": origin})
    assert sent.status_code == 403


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "unicode_escape", "none", "idna"])
def test_a_body_in_another_encoding_than_utf8_is_refused(client: TestClient, charset: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="question"\r\n\r\n+2AA-\\ud800\r\n--b--\r\n'
    )
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    assert (
        client.post(
            "/", follow_redirects=True, content=body, headers={"Content-Type": kind}
        ).status_code
        == 422
    )
    utf8 = "multipart/form-data; boundary=b; charset=UTF-8"
    assert (
        client.post(
            "/", follow_redirects=True, content=body, headers={"Content-Type": utf8}
        ).status_code
        == 200
    )


@pytest.mark.parametrize("path", ["/api/chat", "/api/quotes/check"])
def test_a_lone_surrogate_in_json_is_refused(client: TestClient, path: str) -> None:
    body = b'{"question": "\\ud800", "quote": "\\ud800"}'
    sent = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert sent.status_code == 422


def test_an_existing_provision_and_one_with_the_number_0(client: TestClient) -> None:
    assert client.post("/api/chat", json={"question": "ст. 24 и ст. 8 п. 0"}).status_code == 200
