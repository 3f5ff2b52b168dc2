"""The machine that figures come from: its processor and its cores, and no name of it."""

import os
import platform
import re
from pathlib import Path
from typing import Any

from embeddings.factory import available_cores

# What makes products of small whole numbers fast.
_TELLING = ("avx2", "avx512f", "avx512_vnni", "avx_vnni")


def machine() -> dict[str, Any]:
    """Model and cores of the processor, its telling abilities, memory, load, Python."""
    about = _read(Path("/proc/cpuinfo"))
    model = re.search(r"^model name\s*:\s*(.+)$", about, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", about, re.MULTILINE)
    able = set(flags[1].split()) if flags else set()
    return {
        "processor": model[1].strip() if model else platform.processor() or platform.machine(),
        "cores": available_cores(),
        "abilities": [one for one in _TELLING if one in able],
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def resident_mb(pid: int) -> float | None:
    """Resident memory of a process and its children in MB; None where the system does not tell."""
    sizes = [_resident(each) for each in (pid, *_children(pid))]
    known = [size for size in sizes if size is not None]
    return round(sum(known), 1) if known else None


def _resident(pid: int) -> float | None:
    found = re.search(r"^VmRSS:\s*(\d+) kB", _read(Path(f"/proc/{pid}/status")), re.MULTILINE)
    return int(found[1]) / 1000 if found else None


def _children(pid: int) -> list[int]:
    return [int(child) for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
