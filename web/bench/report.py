"""The figures of a run as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Any


def report(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table in Markdown, the machine first."""
    about = found["machine"]
    yield (
        f"{about['processor']}, {about['cores']} cores ({', '.join(about['abilities'])}), "
        f"{about['memory_gb']} GB, load {about['load']} at the start, Python {about['python']}."
    )
    yield ""
    yield "| what | figure |"
    yield "|---|---|"
    for name, key in (("encoding one question", "encode"), ("one question, the law", "law")):
        yield f"| {name}, p50 / p95 / p99 | {_latency(found[key])} |"
    yield f"| the plain recipe, one question, p50 / p95 / p99 | {_latency(found['recipe'])} |"
    yield f"| times faster than the plain recipe (p50) | {found['ratios']['question_p50']} |"
    index, recipe = found["index"], found["recipe"]
    yield (
        f"| indexed a second | {index['passages_per_second']} passages, "
        f"{index['tokens_per_second']} tokens |"
    )
    yield f"| the plain recipe, indexed a second | {recipe['tokens_per_second']} tokens |"
    yield f"| times the tokens of the plain recipe | {found['ratios']['tokens_indexed']} |"
    for one in found["same"]:
        yield (
            f"| P@1 of the dense channel, {one['name']}, as served / on sentence-transformers | "
            f"{one['served']:.3f} / {one['sentence_transformers']:.3f} |"
        )
    http = found["http"]
    for load in http["loads"]:
        yield (
            f"| distinct questions a second over HTTP, {load['clients']} clients | "
            f"{load['per_second']} ({load['failed']} failed), {_latency(load)} |"
        )
    repeated = http["repeated_per_second"]
    told = "no wrk here" if repeated is None else repeated
    yield f"| repeated questions a second (wrk) | {told} |"
    yield f"| start-up to the first answer | {http['start_up_s']} s |"
    yield (
        f"| resident memory, ready / after the load | {http['resident_mb']} / "
        f"{http['resident_mb_after_load']} MB |"
    )
    for great in found["great"]:
        yield f"| one question, {_named(great)}, p50 / p95 / p99 | {_latency(great)} |"


def _named(great: Mapping[str, Any]) -> str:
    recall = great["recall_at_10"]
    notes = [
        f"{great['passages']:,} passages in {great['rows']:,} rows",
        great["kind"] if recall is None else f"{great['kind']} with recall@10 {recall}",
    ]
    if great["synthetic"]:
        notes.append("copies of the law for want of other acts")
    if great["drawn"]:
        notes.append("vectors drawn at random")
    return f"{great['name']} ({', '.join(notes)})"


def _latency(found: Mapping[str, Any]) -> str:
    return f"{found['p50']} / {found['p95']} / {found['p99']} ms"
