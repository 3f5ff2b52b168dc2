"""Reader of old Word files (.doc): LibreOffice converts them to .docx inside the sandbox."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from data.errors import SourceError
from data.readers.reading import Notices, Options
from data.readers.word import read_word

_PROGRAMS = ("soffice", "libreoffice")
MAX_SECONDS = 90
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A profile without macros, links to other files and other active content.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def read_old_word(content: bytes, name: str, options: Options, notices: Notices) -> str:
    """Return the text of a .doc file.

    Raises `SourceError` if LibreOffice is not installed or cannot convert the file, and for all
    that a .docx file may be refused for.
    """
    if not content.startswith(_OLE):
        raise SourceError(f"The file {name} is no .doc file of Word 97 to 2003.")
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise SourceError(
            f"The file {name} is an old .doc file, which LibreOffice converts; it is not "
            "installed. Save the file as .docx, or install LibreOffice.",
            "apt-get install libreoffice-writer-nogui",
        )
    with tempfile.TemporaryDirectory(prefix="bapta-") as folder:
        return read_word(_convert(content, name, program, Path(folder)), name, options, notices)


def _convert(content: bytes, name: str, program: str, folder: Path) -> bytes:
    """Return the .docx file that LibreOffice makes of a .doc file."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    source = folder / "source.doc"
    source.write_bytes(content)
    command = [
        program,
        f"-env:UserInstallation={profile.parent.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", "docx", "--outdir", str(folder), str(source)),
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder)}
    try:
        # The command is fixed, and no shell interprets it; its limits are those of this process.
        subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=MAX_SECONDS, env=environment, check=True
        )
        return (folder / "source.docx").read_bytes()
    except (OSError, subprocess.SubprocessError) as error:
        raise SourceError(
            f"LibreOffice could not convert the file {name}; it may be damaged."
        ) from error
