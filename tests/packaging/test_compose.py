"""compose.yaml: hardening, health checks, volumes, and settings that exist."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from tests.helpers.paths import ROOT
from web.cli.serve import GRACE
from web.settings import SETTINGS, read_settings

EXAMPLE = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")
FILLED = {
    "BAPTA_HOST": "law.example.org",
    "BAPTA_SECRET": "only-for-tests-only-for-tests-only",
    "POSTGRES_PASSWORD": "geheim",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file with the variables of .env put into its values, as the command does."""
    read: dict[str, Any] = put_in(
        yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    )
    return read


def put_in(value: Any) -> Any:
    """Return a value of the file, or all below it, with the variables put in."""
    if isinstance(value, dict):
        return {name: put_in(each) for name, each in value.items()}
    if isinstance(value, list):
        return [put_in(each) for each in value]
    return VARIABLE.sub(value_of, value) if isinstance(value, str) else value


def value_of(match: re.Match[str]) -> str:
    """Return the value of a variable, or its default; one that is needed has none."""
    name, default = match[1], match[2] or ""
    assert name in named_in_example()
    return FILLED[name] if default.startswith(":?") else FILLED.get(name, default[2:])


def named_in_example() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_service_is_hardened(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"prepare", "bapta", "proxy", "postgres", "milvus"}
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["pids_limit"] > 0, name
        assert "privileged" not in service, name
        assert set(service.get("cap_add", ())) <= {"NET_BIND_SERVICE"}, name
        # What a file system that is read-only leaves to write to.
        assert service["tmpfs"], name
        assert service["volumes"], name


def test_services_wait_for_healthy_ones(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        if name != "prepare":
            assert service["healthcheck"]["test"][0] == "CMD", name
        for other, rule in service.get("depends_on", {}).items():
            once = other == "prepare"
            expected = "service_completed_successfully" if once else "service_healthy"
            assert rule == {"condition": expected}, (name, other)
    assert set(services["bapta"]["depends_on"]) == {"prepare", "postgres", "milvus"}
    assert set(services["proxy"]["depends_on"]) == {"bapta"}


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["back"] == {"internal": True}
    for name in ("postgres", "milvus"):
        assert services[name]["networks"] == ["back"]
    trusted = services["bapta"]["environment"]["BAPTA_TRUSTED_PROXIES"]
    assert services["proxy"]["networks"] == {"front": {"ipv4_address": trusted}}


def test_settings_of_bapta_exist_and_can_be_used(compose: dict[str, Any]) -> None:
    given = compose["services"]["bapta"]["environment"]
    assert compose["services"]["prepare"]["environment"] == given
    assert set(given) <= {setting.name for setting in SETTINGS}
    settings = read_settings({"HOME": "/tmp", **given})
    assert settings.database_url == "postgresql://bapta:geheim@postgres/bapta"
    assert settings.index_server == "http://milvus:19530"
    assert settings.public_url == "https://law.example.org"
    assert settings.log == "json"


def test_volumes_are_declared_and_files_exist(compose: dict[str, Any]) -> None:
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
    }
    named = {each for each in used if not each.startswith("./")}
    assert named == set(compose["volumes"])
    files = {each for each in used if each.startswith("./")} - {"./certs"}
    assert files != set()
    assert [each for each in files if not (ROOT / each).is_file()] == []


def test_requests_have_time_to_finish(compose: dict[str, Any]) -> None:
    seconds = int(compose["services"]["bapta"]["stop_grace_period"].removesuffix("s"))
    # Requests, and after them the background workers.
    assert seconds >= 2 * GRACE + 10


def test_every_variable_of_the_example_is_used() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("compose.yaml", "deploy/Caddyfile")
    ]
    assert [name for name in named_in_example() if name not in "".join(texts)] == []


def has_compose() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    command = [docker, "compose", "version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="docker compose is not installed")
def test_file_follows_the_schema() -> None:
    docker = shutil.which("docker")
    assert docker is not None
    subprocess.run(
        [docker, "compose", "config", "--quiet"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", **FILLED},
        check=True,
        capture_output=True,
    )


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_proxy_takes_its_configuration() -> None:
    subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "BAPTA_HOST": "law.example.org"},
        check=True,
        capture_output=True,
    )
