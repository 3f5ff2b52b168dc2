"""Source files of small acts."""

from pathlib import Path

SIDECAR = 'id = "{}"\ntitle = "Заң"\nlanguage = "kk"\n'


def write_act(folder: Path, name: str, act_id: str, text: str = "1-бап. Сан\n\nМәтін.\n") -> None:
    """Write the text and the sidecar of an act into a folder."""
    (folder / f"{name}.txt").write_text(text, "utf-8")
    (folder / f"{name}.toml").write_text(SIDECAR.format(act_id), "utf-8")
