"""Tests of backups on both engines: complete or refused, and what they leave out."""

import gzip
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from data.publications import Publication
from data.question_bank import BankQuestion
from tests.helpers.databases import CHEAP, PASSWORD, SECRET, add_account, emptied
from tests.helpers.desk import small_answerer
from tests.helpers.journal import feedback_of
from web.accounts.models import AuditRow, SignInRow
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.backup.archive import write_backup
from web.backup.errors import BackupError
from web.backup.restore import restore_backup
from web.chat.feedback import Feedback, JournalFeedback
from web.cli.main import main
from web.desk.canned_replies import CannedReplies
from web.desk.reply import provision_quote
from web.handover.models import CaseRow
from web.handover.repository import CaseRepository
from web.handover.tokens import CaseTokens
from web.journal.models import SaltRow
from web.storage.database import Database
from web.teaching.publication_repository import all_publications, insert_publications

pytestmark = pytest.mark.slow

GIVEN = Feedback(
    datetime(2026, 3, 1, 10, tzinfo=UTC), "a", "no", "other", "жол", "kk", ("x:art_1",), "t"
)
PUBLISHED = Publication(
    1,
    "aigul",
    datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    (BankQuestion("Борщ?", "kk", "small", ("art_2",)),),
)


def check_progress(done: int, total: int) -> None:
    assert 0 < done <= total


def fill(database: Database, home: Path) -> None:
    """Add an account, a canned reply, feedback, a case, a publication and files."""
    add_account(database, "aigul", Role.EDITOR, "2 топ")
    AccountRepository(database, CHEAP).sign_in("aigul", PASSWORD)
    corpus = small_answerer(changed=False).corpus
    quote = provision_quote(corpus, "small:art_2", "kk")
    CannedReplies(database, corpus).add("aigul", "Дайын", "сұрақ", [quote])
    JournalFeedback(database).add(GIVEN)
    cases = CaseRepository(database, CaseTokens(SECRET), 30)
    left = cases.submit("Кімнен сұраймын?", "kk", None)
    cases.answer("aigul", left.reference, corpus, [quote], note="1402")
    with database.begin() as session:
        session.add(SaltRow(day=datetime(2026, 3, 1, tzinfo=UTC).date(), salt=b"salt"))
        insert_publications(session, [PUBLISHED])
    (home / "acts").mkdir(parents=True)
    (home / "acts" / "act.txt").write_text("1-бап. Мәтін\n", encoding="utf-8")
    (home / "index.lock").write_text("")


def contents_of(database: Database) -> tuple[list[str], list[str], list[str], list[str], str]:
    corpus = small_answerer(changed=False).corpus
    with database.reading() as session:
        assert session.scalars(select(SaltRow)).all() == []
        assert session.scalars(select(SignInRow)).all() == []
        assert all_publications(session) == (PUBLISHED,)
        case = session.scalars(select(CaseRow)).one()
        actions = list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
    return (
        [f"{row.name} {row.role} {row.group}" for row in AccountRepository(database).all()],
        [f"{one.title} {one.picks}" for one in CannedReplies(database, corpus).all()],
        [f"{one.at} {one.fault} {one.comment} {one.eids}" for one in feedback_of(database)],
        actions,
        f"{case.question} {case.note} {case.quotes[0].eid}",
    )


CONTENTS = (
    ["aigul editor 2 топ"],
    ["Дайын ('small:art_2',)"],
    ["2026-03-01 10:00:00+00:00 other жол ['x:art_1']"],
    ["account.add", "account.sign_in", "canned.add", "case.answer", "teaching.publish"],
    "Кімнен сұраймын? 1402 art_2",
)


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    """Return a backup of a home and a database of each kind."""
    home = tmp_path / "made"
    fill(database, home)
    file = tmp_path / "bapta.tar"
    assert write_backup(home, database, file, check_progress) > 5
    return file


def test_backup_is_restored_to_either_engine(
    backup: Path, tmp_path: Path, postgres_url: str
) -> None:
    home = tmp_path / "new"
    inside = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    restore_backup(backup, home, inside, check_progress)
    assert contents_of(inside) == CONTENTS
    assert (home / "acts" / "act.txt").read_text(encoding="utf-8") == "1-бап. Мәтін\n"
    assert not (home / "index.lock").exists()
    token = AccountRepository(inside, CHEAP).sign_in("aigul", PASSWORD)
    assert token is not None
    inside.close()
    outside = Database(f"sqlite:///{tmp_path / 'other' / 'bapta.sqlite'}")
    restore_backup(backup, tmp_path / "second", outside, check_progress)
    assert contents_of(outside) == CONTENTS
    outside.close()
    server = emptied(postgres_url)
    restore_backup(backup, tmp_path / "third", server, check_progress)
    assert contents_of(server) == CONTENTS
    # New keys are above those that were restored.
    add_account(server, "daulet", Role.LEARNER)
    server.close()
    assert [path.name for path in tmp_path.glob(".*restoring*")] == []


def test_previous_home_is_kept_beside_the_new_one(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "old.txt").write_text("old")
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    add_account(database, "before", Role.ADMIN)
    database.close()
    restore_backup(backup, home, database, check_progress)
    assert contents_of(database) == CONTENTS
    database.close()
    kept = tmp_path / "home.before-restore"
    assert (kept / "old.txt").read_text() == "old"
    assert not (home / "old.txt").exists()
    with pytest.raises(BackupError, match="files from before an earlier restore"):
        restore_backup(backup, home, database, check_progress)


def test_broken_backup_changes_nothing(backup: Path, tmp_path: Path) -> None:
    whole = gzip.decompress(backup.read_bytes())
    packed = backup.read_bytes()
    home = tmp_path / "home"
    home.mkdir()
    (home / "old.txt").write_text("old")
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    add_account(database, "before", Role.ADMIN)
    database.close()
    before = sorted(path.name for path in home.iterdir())
    middle = whole.index("1-бап".encode())
    # Only padding follows the list of digests.
    last = whole.index(b"bapta-backup.json")
    for broken in (
        b"",
        b"no tar at all",
        whole[: len(whole) // 2],
        whole[:last],
        whole[: last + 700],
        whole[:middle] + b"2" + whole[middle + 1 :],
        whole.replace(b"home/acts/act.txt", b"home/../../ct.txt", 1),
        gzip.compress(whole[: len(whole) // 2]),
        gzip.compress(whole[:middle] + b"2" + whole[middle + 1 :]),
        packed[: len(packed) // 2],
        packed[:-4],
        packed[:-8] + bytes(8),
        packed[:100] + bytes(20) + packed[120:],
    ):
        backup.write_bytes(broken)
        with pytest.raises(BackupError, match="is not a complete backup"):
            restore_backup(backup, home, database, check_progress)
        assert sorted(path.name for path in home.iterdir()) == before
    assert [row.name for row in AccountRepository(database).all()] == ["before"]
    database.close()
    assert not (tmp_path / "home.before-restore").exists()


def test_backup_is_private_and_never_replaces_a_file(
    backup: Path, database: Database, tmp_path: Path
) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert names[-1] == "bapta-backup.json"
    assert not [name for name in names if "sqlite" in name or "salts" in name or "lock" in name]
    with pytest.raises(BackupError, match="already exists"):
        write_backup(tmp_path / "made", database, backup, check_progress)


def bapta(home: Path, *words: str, **settings: str) -> Result:
    none = {"BAPTA_DATABASE_URL": "", "BAPTA_INDEX": "", "BAPTA_MODEL": ""}
    environ = {**os.environ, **none, "BAPTA_HOME": str(home), **settings}
    return CliRunner().invoke(main, words, env=environ)


def test_commands_back_up_and_restore(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "bapta.tar.gz"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    fill(database, home)
    database.close()
    made = bapta(home, "backup", str(file))
    assert made.stdout.startswith(f"The backup {file} is complete: ")
    assert "Files and tables written: " in made.stderr
    done = bapta(tmp_path / "there", "restore", str(file))
    assert done.stdout.startswith(f"The backup {file} was restored: ")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    cut = bapta(tmp_path / "elsewhere", "restore", str(file))
    assert cut.exit_code == 2
    assert cut.stderr == f"bapta: {file} is not a complete backup: it was cut short or changed.\n"
    assert not (tmp_path / "elsewhere").exists()
    assert bapta(home, "restore", str(tmp_path / "none")).exit_code == 2


def test_uncompressed_backup_is_restored(backup: Path, tmp_path: Path) -> None:
    plain = gzip.decompress(backup.read_bytes())
    assert len(plain) > 4 * backup.stat().st_size
    backup.write_bytes(plain)
    home = tmp_path / "new"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    restore_backup(backup, home, database, check_progress)
    assert contents_of(database) == CONTENTS
    database.close()


def test_files_are_read_after_the_snapshot_of_the_rows(database: Database, tmp_path: Path) -> None:
    home = tmp_path / "made"
    fill(database, home)
    act = home / "acts" / "act.txt"

    def change(done: int, total: int) -> None:
        if done == 1:
            add_account(database, "late", Role.LEARNER)
            act.write_text("2-бап.\n", encoding="utf-8")

    write_backup(home, database, tmp_path / "bapta.tar.gz", change)
    new = tmp_path / "new"
    restored = Database(f"sqlite:///{new / 'bapta.sqlite'}")
    restore_backup(tmp_path / "bapta.tar.gz", new, restored, check_progress)
    assert contents_of(restored) == CONTENTS
    restored.close()
    assert (new / "acts" / "act.txt").read_text(encoding="utf-8") == "2-бап.\n"


def test_file_that_is_removed_during_the_backup_is_skipped(
    database: Database, tmp_path: Path
) -> None:
    home = tmp_path / "made"
    fill(database, home)
    temporary = home / "acts" / ".act.txt.k2j4"
    temporary.write_text("half")

    def rename(done: int, total: int) -> None:
        temporary.unlink(missing_ok=True)

    file = tmp_path / "bapta.tar.gz"
    members = write_backup(home, database, file, rename)
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert "home/acts/act.txt" in names
    assert "home/acts/.act.txt.k2j4" not in names
    assert members == len(names) - 1
    restored = Database(f"sqlite:///{tmp_path / 'new' / 'bapta.sqlite'}")
    restore_backup(file, tmp_path / "new", restored, check_progress)
    assert contents_of(restored) == CONTENTS
    restored.close()


@pytest.fixture
def home_with_all(tmp_path: Path) -> Path:
    """Return a home with an act, the bundled model, an own model, an index and a link."""
    home = tmp_path / "home"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "linked.txt").write_text("linked")
    for name in (
        "acts/act.txt",
        "models/multilingual-e5-small/model.onnx",
        "models/of-the-operator/model.onnx",
        "index/vectors.faiss",
        "bench/vectors/part.npy",
    ):
        file = home / name
        file.parent.mkdir(parents=True)
        file.write_text(name)
    (home / "linked").symlink_to(elsewhere)
    return home


def test_rebuildable_parts_are_left_out_and_listed(home_with_all: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "bapta.tar.gz", tmp_path / "new"
    made = bapta(home_with_all, "backup", str(file))
    left_out = "models/multilingual-e5-small, index, bench"
    assert f"Left out, because it can be rebuilt: {left_out}. --full includes it.\n" in made.stdout
    assert (made.exit_code, "NOT" in made.stderr) == (0, False)
    done = bapta(new, "restore", str(file))
    assert done.stdout.splitlines()[1:] == [
        "It does not contain the bundled model and the index. "
        "Before you start the server, run: bapta model fetch && bapta index build"
    ]
    files = sorted(str(path.relative_to(new)) for path in new.rglob("*") if path.is_file())
    assert files == [
        "acts/act.txt",
        "bapta.sqlite",
        "linked/linked.txt",
        "models/of-the-operator/model.onnx",
    ]


def test_backup_that_lacks_something_is_not_called_complete(
    home_with_all: Path, tmp_path: Path
) -> None:
    (home_with_all / "dangling").symlink_to(tmp_path / "nothing")
    (home_with_all / "around").symlink_to(tmp_path)
    os.mkfifo(home_with_all / "pipe")
    made = bapta(home_with_all, "backup", str(tmp_path / "bapta.tar.gz"))
    assert made.exit_code == 1
    assert " is NOT complete: " in made.stdout
    lines = [line for line in made.stderr.splitlines() if line.startswith("NOT")]
    assert lines == [
        f"NOT in the backup: {home_with_all / name} ({kind}). Keep a copy."
        for name, kind in (
            ("around", "a link that cannot be followed"),
            ("dangling", "a link that cannot be followed"),
            ("pipe", "no file"),
        )
    ]


def test_full_backup_includes_rebuildable_parts(home_with_all: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "bapta.tar.gz", tmp_path / "new"
    made = bapta(home_with_all, "backup", "--full", str(file))
    assert "Left out" not in made.stdout
    done = bapta(new, "restore", str(file))
    assert len(done.stdout.splitlines()) == 1
    assert (new / "models" / "multilingual-e5-small" / "model.onnx").exists()
    assert (new / "index" / "vectors.faiss").exists()


def test_backup_warns_of_model_outside_home(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    file = tmp_path / "bapta.tar.gz"
    made = bapta(tmp_path / "home", "backup", str(file), BAPTA_MODEL=str(model))
    assert f"NOT in the backup: {model} (a model outside of BAPTA_HOME)." in made.stderr
