"""Report of a benchmark run as a table in Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any


def report(figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the table, after one about the machine."""
    about = figures["machine"]
    yield (
        f"{about['processor']}, {about['cores']} cores ({', '.join(about['abilities'])}), "
        f"{about['memory_gb']} GB, load {about['load']} at the start, Python {about['python']}."
    )
    yield ""
    yield "| what | figure |"
    yield "|---|---|"
    for name, key in (("encoding one question", "encode"), ("one question, the law", "law")):
        yield f"| {name}, p50 / p95 / p99 | {_latency(figures[key])} |"
    yield f"| the plain recipe, one question, p50 / p95 / p99 | {_latency(figures['recipe'])} |"
    for peer in figures["peers"]:
        yield f"| {peer['name']}, hybrid, one question, p50 / p95 / p99 | {_latency(peer)} |"
    yield f"| times faster than the plain recipe (p50) | {figures['ratios']['question_p50']} |"
    index, recipe = figures["index"], figures["recipe"]
    yield (
        f"| indexed a second | {index['passages_per_second']} passages, "
        f"{index['tokens_per_second']} tokens |"
    )
    yield f"| the plain recipe, indexed a second | {recipe['tokens_per_second']} tokens |"
    yield f"| times the tokens of the plain recipe | {figures['ratios']['tokens_indexed']} |"
    for ranking in figures["same"]:
        yield (
            f"| P@1 of the dense channel, {ranking['name']}, as served / on sentence-transformers "
            f"| {ranking['served']:.3f} / {ranking['sentence_transformers']:.3f} |"
        )
    for name, own in figures["precision"].items():
        searches = {
            "Bapta": own,
            **{one["name"]: one["precision"][name] for one in figures["peers"]},
        }
        yield (
            f"| P@1, {name}, {' / '.join(searches)} | "
            f"{' / '.join(f'{found:.3f}' for found in searches.values())} |"
        )
    http = figures["http"]
    for load in http["loads"]:
        yield (
            f"| distinct questions a second over HTTP, {load['clients']} clients | "
            f"{load['per_second']} ({load['failed']} failed), {_latency(load)} |"
        )
    if parts := figures["processor"]:
        yield (
            "| processor time of a question, 1 client: encode / rank / HTTP / rest | "
            f"{parts['total']} ms: {parts['encode']} / {parts['rank']} / {parts['http']} / "
            f"{parts['rest']} |"
        )
    rate = http["repeated_per_second"]
    yield f"| repeated questions a second (wrk) | {'no wrk here' if rate is None else rate} |"
    cpu = http["start_up_cpu_s"]
    used = "" if cpu is None else f", {cpu:.2f} s of processor time"
    yield f"| start-up to the first answer | {http['start_up_s']} s{used} |"
    yield (
        f"| resident memory, ready / after the load | {http['resident_mb']} / "
        f"{http['resident_mb_after_load']} MB |"
    )
    for corpus in figures["great"]:
        yield f"| one question, {_describe(corpus)}, p50 / p95 / p99 | {_latency(corpus)} |"


def _describe(corpus: Mapping[str, Any]) -> str:
    recall = corpus["recall_at_10"]
    notes = [
        f"{corpus['passages']:,} passages in {corpus['rows']:,} rows",
        corpus["kind"] if recall is None else f"{corpus['kind']} with recall@10 {recall}",
    ]
    if corpus["synthetic"]:
        notes.append("copies of the law for want of other acts")
    if corpus["drawn"]:
        notes.append("vectors drawn at random")
    return f"{corpus['name']} ({', '.join(notes)})"


def _latency(times: Mapping[str, Any]) -> str:
    cpu = "" if times["cpu"] is None else f", processor {times['cpu']} ms"
    return f"{times['p50']} / {times['p95']} / {times['p99']} ms{cpu}"
