"""Static files, served under URLs that hold a digest of their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

STATIC = Path(__file__).parents[1] / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_YEAR = 31_536_000

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file with its type, its digest (16 hexadecimal digits) and its gzip form."""

    body: bytes
    packed: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files by name."""

    files: Mapping[str, Asset]

    def path(self, name: str) -> str:
        """Return the address of a static file, without the root path."""
        return f"/static/{self.files[name].digest}/{name}"


def read_assets(folder: Path = STATIC) -> Assets:
    """Read the scripts and style sheets of ``folder``; a folder ``NAME`` holds parts of
    ``NAME.css``.
    """
    assets = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            parts = [part.read_bytes() for part in sorted(path.iterdir())]
            assets[f"{path.name}.css"] = _asset(b"\n".join(parts), ".css")
        else:
            assets[path.name] = _asset(path.read_bytes(), path.suffix)
    return Assets(assets)


def _asset(body: bytes, suffix: str) -> Asset:
    digest = sha256(body).hexdigest()[:16]
    return Asset(body, compress(body, mtime=0), _TYPES[suffix], digest)


@router.get("/static/{digest}/{name}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """Return a static file; an old digest is not found, so that no cache keeps the wrong file."""
    asset = request.app.state.site.assets.files.get(name)
    if asset is None or asset.digest != digest:
        raise HTTPException(404)
    headers = {
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            asset.packed,
            media_type=asset.media_type,
            headers=headers | {"Content-Encoding": "gzip"},
        )
    return Response(asset.body, media_type=asset.media_type, headers=headers)
