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
    asked = {
        ("post", "/chat"): "chat_api_chat_post",
        ("post", "/handover"): "leave_question_api_handover_post",
        ("post", "/quotes/check"): "check_api_quotes_check_post",
        ("post", "/receipts"): "make_receipt",
        ("post", "/receipts/check"): "check_receipt",
        ("get", "/receipts/keys"): "receipt_keys",
    }
    assert found == {
        **{(method, f"/api{path}"): name for (method, path), name in asked.items()},
        **{(method, f"/api/v1{path}"): f"{name}_v1" for (method, path), name in asked.items()},
        ("get", "/api/v1/acts"): "list_acts",
        ("get", "/api/v1/acts/{act}"): "show_act",
        ("get", "/api/v1/acts/{act}/norms"): "list_norms",
        ("get", "/api/v1/acts/{act}/provisions"): "list_provisions",
        ("get", "/api/v1/acts/{act}/provisions/{eid}"): "show_provision",
        ("get", "/healthz"): "healthz_healthz_get",
    }
