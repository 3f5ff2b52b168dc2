"""The OpenAPI document: operation ids, which generated clients use as function names."""

from pathlib import Path

from tests.helpers.web_app import client_of


def test_operation_ids_are_pinned(tmp_path: Path) -> None:
    document = client_of(tmp_path).get("/openapi.json").json()
    found = {
        (method, path): operation["operationId"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert found == {
        ("post", "/api/chat"): "chat_api_chat_post",
        ("post", "/api/handover"): "leave_question_api_handover_post",
        ("post", "/api/quotes/check"): "check_api_quotes_check_post",
        ("post", "/api/receipts"): "make_receipt",
        ("post", "/api/receipts/check"): "check_receipt",
        ("get", "/api/receipts/keys"): "receipt_keys",
        ("get", "/healthz"): "healthz_healthz_get",
    }
