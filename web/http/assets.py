"""Static files, served under URLs that hold a digest of their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

STATIC = Path(__file__).parents[1] / "static"
FONT = ".woff2"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    FONT: "font/woff2",
}
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
    """Read the scripts, style sheets and fonts of ``folder``.

    A folder ``NAME`` holds the parts of ``NAME.css`` and of ``NAME.js``, in their order. A style
    sheet names a font as ``url(NAME.woff2)``, which is replaced with its address.
    """
    bodies = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            for suffix in (".css", ".js"):
                if parts := [part.read_bytes() for part in sorted(path.glob(f"*{suffix}"))]:
                    bodies[path.name + suffix] = b"\n".join(parts)
        elif path.suffix in _TYPES:
            bodies[path.name] = path.read_bytes()
    fonts = {name: _asset(body, FONT) for name, body in bodies.items() if name.endswith(FONT)}
    for name in (name for name in bodies if name.endswith(".css")):
        for font, asset in fonts.items():
            address = f"url(../{asset.digest}/{font})".encode()
            bodies[name] = bodies[name].replace(f"url({font})".encode(), address)
    return Assets(fonts | {name: _asset(body, Path(name).suffix) for name, body in bodies.items()})


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
