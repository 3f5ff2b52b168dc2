"""The MCP server, called by the client of its SDK in the process and as a command."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from tests.helpers.paths import ROOT
from tests.helpers.web_app import ACT, FIREARM, FIREARM_WORDS, law_answerer
from web.cli.serve import listen
from web.mcp.server import create_server, http_app

pytestmark = pytest.mark.slow


def called(*calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The results of tools, called one after the other by one client."""

    async def run() -> list[Any]:
        async with Client(create_server(law_answerer())) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return anyio.run(run)


def test_quotes_of_an_answer_are_slices_and_can_be_checked() -> None:
    (asked,) = called(("ask", {"question": "24-бап 3-тармақ", "ui": "en", "top_k": 1}))
    result = asked.structured_content
    assert "verbatim" in result["contract"]
    (passage,) = result["answer"]["passages"]
    assert passage["quote"] == FIREARM_WORDS
    assert passage["citation"]["edition"] == "жаңа редакция"
    shown, checked, changed = called(
        ("show", {"act": ACT, "eid": passage["citation"]["eid"]}),
        ("check_quote", {"quote": passage["quote"]}),
        ("check_quote", {"quote": passage["quote"].replace("ескертусіз", "ескертіп")}),
    )
    (provision,) = shown.structured_content["provisions"]
    assert provision["text"][passage["start"] : passage["end"]] == passage["quote"]
    assert provision["sha256"] == passage["sha256"]
    (match,) = checked.structured_content["matches"]
    assert (checked.structured_content["verdict"], match["sha256"]) == ("exact", passage["sha256"])
    assert changed.structured_content["verdict"] == "differs"


def test_acts_and_norms_are_listed() -> None:
    listed, norms, rest = called(
        ("list_acts", {}),
        ("norms", {"act": ACT, "kind": "duty", "under": "art_16", "limit": 2}),
        ("norms", {"act": ACT, "kind": "duty", "under": "art_16", "limit": 2, "offset": 2}),
    )
    assert [act["id"] for act in listed.structured_content["acts"]] == [ACT]
    page = norms.structured_content
    assert page["total"] > len(page["norms"]) == 2
    assert {norm["citation"]["eid"].split("__")[0] for norm in page["norms"]} == {"art_16"}
    assert rest.structured_content["norms"][0] not in page["norms"]


def test_errors_are_one_sentence_and_what_was_asked_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    results = called(
        ("ask", {"question": "қ" * 4500}),
        ("ask", {"question": "қ" * 9000}),
        ("ask", {"question": "Полиция?", "acts": ["nowhere"]}),
        ("show", {"act": ACT, "eid": "art_999"}),
        ("check_quote", {"quote": "…"}),
    )
    assert all(result.is_error for result in results)
    assert results[0].content[0].text.endswith("The question is longer than 4,000 characters.")
    assert "ққ" not in caplog.text


def test_articles_are_resources() -> None:
    async def run() -> tuple[Any, Any]:
        async with Client(create_server(law_answerer())) as client:
            contents = await client.read_resource(f"bapta://acts/{ACT}")
            named = json.loads(contents.contents[0].text)["articles"]  # type: ignore[union-attr]
            uri = next(each["uri"] for each in named if each["eid"] == "art_24")
            return await client.list_resource_templates(), await client.read_resource(uri)

    templates, read = anyio.run(run)
    assert {each.uri_template for each in templates.resource_templates} == {
        "bapta://acts/{act}",
        "bapta://acts/{act}/{eid}",
    }
    provisions = json.loads(read.contents[0].text)["provisions"]
    assert FIREARM_WORDS in {each["text"] for each in provisions}


@pytest.mark.parametrize(
    ("host", "length", "status"), [("evil.example", 10, 421), ("127.0.0.1:1", 70_000, 413)]
)
def test_http_refuses_foreign_hosts_and_large_bodies(host: str, length: int, status: int) -> None:
    async def run() -> int:
        app = http_app(create_server(law_answerer()))
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)) as client,
        ):
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            answer = await client.post(f"http://{host}/mcp", content=b" " * length, headers=headers)
            return answer.status_code

    assert anyio.run(run) == status


def test_command_serves_stdio(indexed_home: Path, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BAPTA_")}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from web.cli.main import main; main(['mcp'])"],
        env={**bare, "BAPTA_HOME": str(indexed_home)},
        cwd=ROOT,
    )

    async def run() -> Any:
        with anyio.fail_after(120):
            async with Client(server) as client:
                return await client.call_tool("ask", {"question": FIREARM, "top_k": 1})

    answer = anyio.run(run).structured_content["answer"]
    assert answer["passages"][0]["quote"] == FIREARM_WORDS


def test_command_logs_json(indexed_home: Path) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("BAPTA_")}
    variables |= {"BAPTA_HOME": str(indexed_home), "BAPTA_LOG": "json"}
    program = f"from web.cli.main import main; main(['mcp', '--http', '--port', '{port}'])"
    with subprocess.Popen(
        [sys.executable, "-c", program], env=variables, cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        line = json.loads(server.stderr.readline())
        server.terminate()
    assert (line["logger"], line["level"]) == ("bapta.serve", "info")
    assert f"http://127.0.0.1:{port}/mcp" in line["message"]
