"""A weights file small enough to write in a test, in the layout of the bundled model's, and changes
of a model's JSON files."""

import json
import struct
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, INTERMEDIATE, POSITIONS = 64, 2, 2, 96, 32
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяәіңғүұқөһabcdefghijklmnopqrstuvwxyz0123456789.,:?-"
PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -3.0),
    ("▁query", -4.0),
    ("▁passage", -4.0),
    ("▁заң", -5.0),
    ("中", -7.0),
    *((letter, -6.0) for letter in LETTERS),
    ("<mask>", 0.0),
]
NORMALISATION = {0x01: "", 0x09: " ", 0x2F00: "一", 0xFDFA: "صلى الله"}


def weights_bytes(spare_rows: int = 3, seed: int = 7) -> bytes:
    """The file, its tensors drawn at random; ``spare_rows`` embeddings have no piece."""
    random = np.random.default_rng(seed)
    vocabulary = len(PIECES) + spare_rows
    blob = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([0, *map(len, blob)]).astype("<u4")
    normalisation = b"".join(
        struct.pack(f"<IB{len(out)}I", code_point, len(out), *map(ord, out))
        for code_point, out in NORMALISATION.items()
    )
    sizes = (HIDDEN, LAYERS, HEADS, INTERMEDIATE, vocabulary, POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *sizes, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(blob)))
    head += ends.tobytes() + np.array([score for _, score in PIECES], "<f4").tobytes()
    head += b"".join(blob) + struct.pack("<iI", len(NORMALISATION), len(normalisation))
    head += normalisation
    tensors = _tensors(vocabulary, random)
    entry = sum(2 + len(name) + 21 for name in tensors)
    offset = len(head) + 4 + entry
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, content) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, offset + len(body), len(content))
        body += content
    return head + directory + body


def write_weights(folder: Path) -> Path:
    """Put the file into ``folder``; takes the place of the download."""
    path = folder / "e5-small-q4.bin"
    path.write_bytes(weights_bytes())
    return path


def _tensors(vocabulary: int, random: np.random.Generator) -> dict[str, tuple[int, int, bytes]]:
    def floats(count: int, centre: float = 0.0) -> tuple[int, int, bytes]:
        values = random.normal(centre, 0.1, count).astype("<f4")
        return 0, count, values.tobytes()

    def blocks(rows: int, columns: int) -> tuple[int, int, bytes]:
        total = rows * columns // 32
        scales = random.uniform(0.01, 0.05, (total, 1)).astype("<f2").view(np.uint8)
        codes = random.integers(0, 256, (total, 16), dtype=np.uint8)
        return 1, rows * columns, np.concatenate((scales, codes), axis=1).tobytes()

    tensors = {
        "emb.word": blocks(vocabulary, HIDDEN),
        "emb.pos": floats(POSITIONS * HIDDEN),
        "emb.type": floats(2 * HIDDEN),
        "emb.ln.w": floats(HIDDEN, 1.0),
        "emb.ln.b": floats(HIDDEN),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            tensors[f"l{layer}.{name}.w"] = blocks(HIDDEN, HIDDEN)
            tensors[f"l{layer}.{name}.b"] = floats(HIDDEN)
        tensors[f"l{layer}.fi.w"] = blocks(INTERMEDIATE, HIDDEN)
        tensors[f"l{layer}.fi.b"] = floats(INTERMEDIATE)
        tensors[f"l{layer}.fo.w"] = blocks(HIDDEN, INTERMEDIATE)
        tensors[f"l{layer}.fo.b"] = floats(HIDDEN)
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"] = floats(HIDDEN, 1.0)
            tensors[f"l{layer}.{name}.b"] = floats(HIDDEN)
    return tensors


def restate(folder: Path, name: str, **values: object) -> None:
    """Replace values of a JSON file of a model."""
    path = folder / name
    stated = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**stated, **values}), encoding="utf-8")
