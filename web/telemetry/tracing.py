"""OpenTelemetry traces: a span for each request, and below it one for an answer and its steps.

The standard variables switch them on (:attr:`web.settings.Settings.has_traces`); without them
nothing of the package is imported. Spans have names of routes and steps, and codes: never an
address, a question or the message of an exception.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import Thread
from time import monotonic, time_ns
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.answerer import StepRecorder
from qa.pipeline import StepTime
from web.background import Lifecycle
from web.http.request_id import current_request
from web.http.site import AppState

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

# Seconds to send what waits when the server stops.
_CLOSE_SECONDS = 3.0
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Tracing:
    """The traces of a process, sent in batches by a thread of their own."""

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self.tracer = provider.get_tracer("bapta", version("bapta"))

    def close(self, deadline: float | None = None) -> None:
        """Send what waits, for a few seconds at most, and not beyond ``deadline``."""
        # The provider waits for a collector that does not answer for half a minute.
        ending = Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        left = _CLOSE_SECONDS if deadline is None else deadline - monotonic()
        ending.join(max(0.0, min(_CLOSE_SECONDS, left)))


def install_tracing(site: AppState, exporter: "SpanExporter | None" = None) -> Tracing | None:
    """Install traces where the settings switch them on; return them.

    ``exporter`` takes the place of the one that the variables describe. Without the extra
    ``bapta[otel]`` a warning is logged and there are no traces: questions are still answered.
    """
    if not site.settings.has_traces:
        return None
    try:
        tracing = open_tracing(exporter)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "opentelemetry":
            raise
        logging.getLogger("bapta.traces").warning(
            "Traces are off, because the package opentelemetry is missing. "
            "Run: pip install 'bapta[otel]'"
        )
        return None
    site.features.add(tracing)
    site.features.get(Lifecycle).add(tracing)
    return tracing


def open_tracing(exporter: "SpanExporter | None" = None) -> Tracing:
    """Return traces that go to ``exporter``, by default to the collector of the variables.

    Raises ModuleNotFoundError without the package.
    """
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    if exporter is None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter()
    own = Resource({"service.name": "bapta", "service.version": version("bapta")})
    # The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come before our own names.
    resource = Resource.create().merge(own).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


class RequestSpans:
    """A span for each request, by its route.

    It is the innermost one, where the router writes the route of a request into its scope.
    """

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app = app
        self._tracer = tracing.tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from opentelemetry.trace import SpanKind, Status, StatusCode

        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        attributes = {"http.request.method": method, "url.scheme": scope.get("scheme", "http")}
        current = current_request()
        if current is not None:
            attributes["bapta.request_id"] = current.id
        with self._tracer.start_as_current_span(
            method,
            context=_parent(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            async def observed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status = message["status"]
                    span.set_attribute("http.response.status_code", status)
                    if status >= 500:
                        span.set_status(Status(StatusCode.ERROR))
                await send(message)

            with _failure(span):
                try:
                    await self._app(scope, receive, observed)
                finally:
                    route = getattr(scope.get("route"), "path", None)
                    if route is not None:
                        span.update_name(f"{method} {route}")
                        span.set_attribute("http.route", route)


@contextmanager
def answer_span(
    tracing: Tracing | None, channel: str, record: StepRecorder
) -> Iterator[StepRecorder]:
    """Yield ``record``, or with ``tracing`` a recorder that also makes a span of each step.

    Steps follow one another without a gap, from the beginning of the block on.
    """
    if tracing is None:
        yield record
        return
    steps: list[StepTime] = []

    def recorded(step: StepTime) -> None:
        record(step)
        steps.append(step)

    start = time_ns()
    with tracing.tracer.start_as_current_span(
        "answer",
        attributes={"bapta.channel": channel},
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        with _failure(span):
            yield recorded
        for step in steps:
            end = start + round(step.seconds * 1e9)
            tracing.tracer.start_span(step.name.value, start_time=start).end(end)
            start = end


@contextmanager
def _failure(span: "Span") -> Iterator[None]:
    """Mark ``span`` with the type of an exception that leaves the block."""
    from opentelemetry.trace import Status, StatusCode

    try:
        yield
    except Exception as error:
        span.set_attribute("error.type", f"{type(error).__module__}.{type(error).__qualname__}")
        span.set_status(Status(StatusCode.ERROR))
        raise


def _parent(headers: Headers) -> "Context | None":
    """Return the span of a trusted proxy, which the request belongs to."""
    current = current_request()
    stated = headers.get("traceparent")
    if stated is None or current is None or not current.is_trusted:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": stated})
