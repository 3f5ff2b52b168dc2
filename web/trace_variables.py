"""The standard variables of OpenTelemetry, as far as they switch traces on.

The package reads the others itself, such as those of the sampler, of the resource and of the
headers of the exporter. A variable that it cannot use is an error at the start: otherwise a
server that sends no traces would look like one that does.
"""

from collections.abc import Mapping

from data.errors import BaptaError

_EXPORTER = "OTEL_TRACES_EXPORTER"
_DISABLED = "OTEL_SDK_DISABLED"
# Each with its form for traces alone, which comes first.
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL = "http/protobuf"


class TraceVariablesError(BaptaError):
    """A variable of OpenTelemetry has a value that ``bapta[otel]`` cannot use."""


def has_traces(variables: Mapping[str, str]) -> bool:
    """Return whether ``variables`` of the environment switch traces on.

    An endpoint or the exporter ``otlp`` does so, unless the exporter is ``none`` or the package is
    disabled. Raises TraceVariablesError for another exporter or another protocol.
    """
    exporter = _value(variables, _EXPORTER).lower()
    if exporter == "none" or _value(variables, _DISABLED).lower() == "true":
        return False
    if exporter not in {"", "otlp"}:
        raise TraceVariablesError(f"{_EXPORTER} is {exporter!r}, but must be otlp or none.")
    if not exporter and not any(_value(variables, name) for name in _ENDPOINTS):
        return False
    for name in _PROTOCOLS:
        protocol = _value(variables, name)
        if protocol not in {"", _PROTOCOL}:
            raise TraceVariablesError(f"{name} is {protocol!r}, but must be {_PROTOCOL}.")
    return True


def _value(variables: Mapping[str, str], name: str) -> str:
    return variables.get(name, "").strip()
