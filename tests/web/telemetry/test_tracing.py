"""Traces: spans of requests, answers and steps, without anything of the question."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.testclient import TestClient

from qa.answer import Answer, Question
from qa.answerer import StepRecorder
from tests.helpers.paths import ROOT
from tests.helpers.web_app import FIREARM, LawAnswering, client_of
from web import app as application
from web.settings import read_settings
from web.telemetry import tracing
from web.telemetry.tracing import Tracing
from web.trace_variables import TraceVariablesError

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
COLLECTOR = {ENDPOINT: "http://127.0.0.1:9"}
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Traced:
    """An application whose spans stay in memory."""

    def __init__(self, home: Path, answerer: LawAnswering | None, **settings: str) -> None:
        self._exporter = InMemorySpanExporter()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                application,
                "install_tracing",
                lambda site: tracing.install_tracing(site, self._exporter),
            )
            self.client = client_of(
                home, answerer, language="kk", raises=False, parts=None, **COLLECTOR, **settings
            )

    def spans(self) -> list[ReadableSpan]:
        """Return the finished spans, which are sent when the application closes."""
        site = self.client.app.state.site  # type: ignore[attr-defined]
        site.features.get(Tracing).close()
        return list(self._exporter.get_finished_spans())


def texts_of(spans: list[ReadableSpan]) -> str:
    return "\n".join(span.to_json() for span in spans)


def test_request_answer_and_steps_are_spans(tmp_path: Path) -> None:
    traced = Traced(tmp_path, None)
    response = traced.client.post("/api/chat", json={"question": FIREARM})
    spans = traced.spans()
    by_name = {span.name: span for span in spans}
    request, answer = by_name["POST /api/chat"], by_name["answer"]
    assert request.parent is None
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "http.route": "/api/chat",
        "http.response.status_code": 200,
        "bapta.request_id": response.headers["x-request-id"],
    }
    assert answer.parent is not None
    assert answer.parent.span_id == request.context.span_id
    assert dict(answer.attributes or {}) == {"bapta.channel": "api"}
    inside = answer.context.span_id
    steps = [span for span in spans if span.parent and span.parent.span_id == inside]
    assert [step.name for step in steps] == [
        *("validate", "greeting", "letter", "rewrite", "references"),
        *("retrieve", "fuse", "decide", "quote"),
    ]
    for before, after in pairwise(steps):
        assert before.end_time == after.start_time
    assert request.resource.attributes["service.name"] == "bapta"
    for word in (*FIREARM.rstrip("?").split(), "24-бап"):
        assert word not in texts_of(spans)


def test_address_of_a_private_page_is_in_no_span(tmp_path: Path) -> None:
    traced = Traced(tmp_path, None)
    traced.client.get("/conversation/s3cr3t?question=palau")
    traced.client.get("/acts/kz-internal-affairs/art_24")
    traced.client.get("/no/such/page")
    spans = traced.spans()
    assert [span.name for span in spans] == [
        "GET /conversation/{key}",
        "GET /acts/{act}/{article}",
        "GET",
    ]
    assert "s3cr3t" not in texts_of(spans)
    assert "palau" not in texts_of(spans)


def test_failure_is_marked_without_its_message(tmp_path: Path) -> None:
    class Broken(LawAnswering):
        def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
            raise KeyError(FIREARM)

    traced = Traced(tmp_path, Broken())
    assert traced.client.post("/api/chat", json={"question": FIREARM}).status_code == 500
    spans = traced.spans()
    assert [span.name for span in spans] == ["answer", "POST /api/chat"]
    for span in spans:
        assert span.status.status_code is StatusCode.ERROR
        assert (span.attributes or {})["error.type"] == "builtins.KeyError"
        assert span.events == ()
    assert "ескертусіз" not in texts_of(spans)


@pytest.mark.parametrize(("peer", "is_joined"), [("10.0.0.2", True), ("192.0.2.1", False)])
def test_only_the_trace_of_a_trusted_proxy_is_joined(
    tmp_path: Path, peer: str, is_joined: bool
) -> None:
    traced = Traced(tmp_path, None, BAPTA_TRUSTED_PROXIES="10.0.0.2")
    client = TestClient(traced.client.app, client=(peer, 5))
    client.get("/healthz", headers={"traceparent": PARENT})
    (span,) = traced.spans()
    assert (f"{span.context.trace_id:032x}" == PARENT.split("-")[1]) is is_joined


@pytest.mark.parametrize(
    ("variables", "is_on"),
    [
        ({}, False),
        (COLLECTOR, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({**COLLECTOR, "OTEL_TRACES_EXPORTER": "none"}, False),
        ({**COLLECTOR, "OTEL_SDK_DISABLED": "true"}, False),
        ({**COLLECTOR, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, True),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, False),
    ],
)
def test_standard_variables_switch_traces_on(variables: dict[str, str], is_on: bool) -> None:
    assert read_settings({"HOME": "/home/aigul", **variables}).has_traces is is_on


@pytest.mark.parametrize(
    "variables",
    [
        {"OTEL_TRACES_EXPORTER": "zipkin"},
        {**COLLECTOR, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_what_cannot_be_sent_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(TraceVariablesError, match="OTEL_"):
        read_settings({"HOME": "/home/aigul", **variables})


CODE = """
import sys
{hidden}
from pathlib import Path
from tests.helpers.web_app import client_of
client = client_of(Path({home!r}), {variables})
assert client.get("/healthz").status_code == 200
print([name for name in sys.modules if name.startswith("opentelemetry.sdk")])
"""


@pytest.fixture(params=["off", "not installed"])
def code(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A program that answers without the package: it is switched off, or it is missing."""
    if request.param == "off":
        yield CODE.format(hidden="", home=str(tmp_path), variables="")
    else:
        hidden = "sys.modules['opentelemetry.sdk'] = None"
        yield CODE.format(hidden=hidden, home=str(tmp_path), variables=f"**{COLLECTOR!r}")


@pytest.mark.slow
def test_nothing_is_imported_without_traces(code: str) -> None:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if "OTEL" in code:
        assert "pip install 'bapta[otel]'" in done.stderr
    else:
        assert done.stdout == "[]\n"
