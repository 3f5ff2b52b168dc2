"""Package of a Word file: refuses what must not be unpacked or parsed, and translates Strict."""

import zipfile
from io import BytesIO

from lxml import etree

from data.errors import SourceError

# Bytes of all parts of a file after decompression.
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_PARTS = 10_000
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)


def open_package(content: bytes, name: str) -> bytes:
    """Return the content of a package that may be parsed, in the transitional form.

    Raises `SourceError` if it is encrypted, unpacks to more than 200 MB or declares XML entities,
    in whatever encoding and part, and the errors of `zipfile` if it is damaged.
    """
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
            raise SourceError(f"The file {name} unpacks to more than 200 MB.")
        is_strict = False
        for part in parts:
            if part.flag_bits & 1:
                raise SourceError(f"The file {name} is encrypted.")
            if _declares_entities(package, part):
                raise SourceError(f"The file {name} declares XML entities, which are not allowed.")
            if part.filename.endswith(".rels"):
                is_strict = is_strict or _STRICT in package.read(part)
        return _translate(package) if is_strict else content


def _declares_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part is XML with a document type, in any encoding."""
    with package.open(part) as stream:
        try:
            events = etree.iterparse(
                stream,
                events=("start",),
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
            )
            _, root = next(iter(events))
        except StopIteration:
            return False
        except etree.XMLSyntaxError:
            root = _parse_whole(package.read(part))
    return root is not None and root.getroottree().docinfo.internalDTD is not None


def _parse_whole(content: bytes) -> etree._Element | None:
    """Parse XML that the incremental parser refuses, as UTF-16; return None for anything else."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        # A picture, or XML that the parser of the document refuses too.
        return None


def _translate(package: zipfile.ZipFile) -> bytes:
    """Return a package in Strict Open XML with the namespaces of the transitional form."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as translated:
        for part in package.infolist():
            content = package.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, transitional in _TRANSITIONAL:
                    content = content.replace(strict, transitional)
            translated.writestr(part.filename, content)
    return target.getvalue()
