"""Opening: migrations, many at once, and a data folder or database that cannot be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from reflect.errors import StoreError
from reflect.processes import Owner
from reflect.store import (
    Home,
    NewMedia,
    Recording,
    atomic_write,
    consent_tables,  # noqa: F401
    database,
    mask_tables,  # noqa: F401 # their tables join those of `Table`
    open_store,
    recordings,
    reflection_tables,  # noqa: F401
    sqlite,
)
from reflect.store.database import HEAD, MIGRATIONS, Store, create, migration_config, upgrade
from reflect.store.home import PENDING
from reflect.store.incoming import import_media
from reflect.store.tables import Table
from reflect.temporary import TEMP_END, temp_name

posix = pytest.mark.skipif(os.name != "posix", reason="rights and forks of POSIX")
DEAD = Owner(Owner.current().host, 2**22 + 1, "1").tag


@pytest.mark.parametrize("make", [upgrade, create])
def test_tables_and_migrations_agree(make: Callable[[Connection], None]) -> None:
    with create_engine("sqlite://").begin() as connection:
        make(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []


def test_a_new_database_is_what_all_migrations_make() -> None:
    migrated, made = create_engine("sqlite://"), create_engine("sqlite://")
    with migrated.begin() as old, made.begin() as new:
        upgrade(old)
        create(new)
        assert database.revision(new) == database.revision(old) == HEAD
        assert described(new) == described(old)
        counted = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
        assert new.execute(text(counted)).all() == old.execute(text(counted)).all()


def described(connection: Connection) -> dict[str, list[str]]:
    """Every table with its columns, keys and indexes, in an order of their own."""
    found = inspect(connection)
    parts = (found.get_columns, found.get_indexes, found.get_foreign_keys, found.get_unique_constraints, found.get_check_constraints)
    return {
        name: [*sorted(repr(sorted(one.items(), key=str)) for part in parts for one in part(name)), repr(found.get_pk_constraint(name))]
        for name in sorted(found.get_table_names())
    }


def test_each_migration_upgrades_from_empty_and_onwards() -> None:
    scripts = ScriptDirectory.from_config(migration_config())
    assert scripts.get_heads() == [HEAD]
    steps = [script.revision for script in scripts.walk_revisions()]
    assert all(step.isdigit() and len(step) == 4 for step in steps), "numbered, so that newer ones can be told"
    for step in steps:
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            upgrade(connection, step)
            assert database.revision(connection) == step
            upgrade(connection)
            assert set(inspect(connection).get_table_names()) == {*Table.metadata.tables, "alembic_version"}


def test_the_tables_suit_postgresql() -> None:
    made = [str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in Table.metadata.sorted_tables]
    assert len(made) == len(Table.metadata.tables)
    assert "payload BYTEA NOT NULL" in "".join(made)


def test_the_settings_of_a_connection(store: Store) -> None:
    wanted = {"synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": sqlite.WAIT_S * 1000}
    with store.reading() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert found == wanted
    assert journal == ("wal" if sqlite.wal_is_safe() else "delete")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        *[((3, 40, 1), False), ((3, 44, 5), False), ((3, 45, 9), False), ((3, 50, 6), False), ((3, 51, 2), False)],
        *[((3, 44, 6), True), ((3, 50, 7), True), ((3, 51, 3), True), ((3, 53, 0), True), ((4, 0, 0), True)],
    ],
)
def test_the_write_ahead_log_only_where_it_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert sqlite.wal_is_safe(version) is safe


def test_a_file_left_in_wal_by_another_version_is_taken_back(home: Home, store: Store) -> None:
    raw = sqlite3.connect(home.database)
    raw.execute("PRAGMA journal_mode = wal")
    raw.close()
    with open_store(home).reading() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert mode == ("wal" if sqlite.wal_is_safe() else "delete")


NEXT = f"{int(HEAD) + 1:04}"


def _add_migration(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{NEXT}"\ndown_revision = "{HEAD}"\n\n\ndef upgrade():\n{body}'
    (folder / "versions" / f"{NEXT}_next.py").write_text(script)
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    monkeypatch.setattr(database, "HEAD", NEXT)


GOOD = """    op.create_table("extra", sa.Column("id", sa.Integer))
    with op.batch_alter_table("recordings") as batch:
        batch.add_column(sa.Column("note", sa.Text))
        batch.alter_column("title", new_column_name="called")
"""


def test_a_failed_migration_leaves_the_old_database(
    home: Home, store: Store, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _add_migration(tmp_path / "bad%s", GOOD + '    op.execute("DROP TABLE no_such_table")\n', patch)
        with pytest.raises(StoreError, match="refused a change"):
            open_store(home)
    assert recordings.get(open_store(home), recording.id) == recording
    with store.reading() as connection:
        assert "extra" not in inspect(connection).get_table_names()


def test_a_migration_may_rebuild_a_table_without_losing_what_hangs_on_it(
    home: Home, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _add_migration(tmp_path / "good", GOOD, patch)
        newer = open_store(home)
    with newer.reading() as connection:
        assert connection.exec_driver_sql("SELECT called FROM recordings").scalars().all() == [recording.title]
        assert len(connection.exec_driver_sql("SELECT id FROM media_files").all()) == 1
    with pytest.raises(StoreError) as caught:
        open_store(home)
    place = home.database
    assert (
        str(caught.value) == f"{place} was made by a newer reflect (version {NEXT} of the tables, this one knows {HEAD}). Update reflect."
    )


@posix
def test_many_open_a_new_folder_at_once(home: Home) -> None:
    from multiprocessing import get_context

    context = get_context("fork")
    gate, queue = context.Barrier(4), context.SimpleQueue()

    def work() -> None:
        try:
            gate.wait(20)
            queue.put(recordings.listing(open_store(home)))
        except BaseException as error:
            queue.put(repr(error))

    children = [context.Process(target=work) for _ in range(4)]
    for child in children:
        child.start()
    assert [queue.get() for _ in children] == [()] * 4
    for child in children:
        child.join(20)
    with open_store(home).reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [HEAD]


DAMAGED = {
    "text": b"this is no database, however long it may be " * 200,
    "cut": b"SQLite format 3\x00" + b"\x10\x00" * 600,
    "short": b"SQLite",
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_database_is_named_and_left_as_it_is(home: Home, kind: str) -> None:
    home.prepare()
    home.database.write_bytes(DAMAGED[kind])
    with pytest.raises(StoreError) as caught:
        open_store(home)
    assert str(home.database) in str(caught.value)
    assert "damaged" in str(caught.value)
    assert "Put back a copy, or move the file away" in str(caught.value)
    assert home.database.read_bytes() == DAMAGED[kind]


def test_pages_torn_out_of_a_database_are_named(home: Home, store: Store, recording: Recording) -> None:
    data = home.database.read_bytes()
    home.database.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    torn = home.database.read_bytes()
    with pytest.raises(StoreError, match=r"reflect.db is damaged"):
        recordings.listing(open_store(home))
    assert home.database.read_bytes() == torn


def test_another_programs_database_is_not_touched(home: Home) -> None:
    home.prepare()
    raw = sqlite3.connect(home.database)
    raw.execute("CREATE TABLE notes (x)")
    raw.commit()
    raw.close()
    before = home.database.read_bytes()
    with pytest.raises(StoreError, match=r"is a database, but not one of reflect. Set REFLECT_HOME"):
        open_store(home)
    assert home.database.read_bytes() == before


def test_a_database_in_use_is_said(home: Home, store: Store, recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAIT_S", 0)
    other = sqlite3.connect(home.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreError, match=r"is in use by another program. Close other reflect windows"):
            recordings.change(open_store(home), recording.id, title="x")
    finally:
        other.close()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"The data folder .*file is a file. Set REFLECT_HOME to a folder"):
        open_store(Home(tmp_path / "file"))
    with pytest.raises(StoreError, match="a file stands in its place"):
        open_store(Home(tmp_path / "file" / "below"))
    (tmp_path / "home" / "reflect.db").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"reflect.db is a folder"):
        open_store(Home(tmp_path / "home"))


def test_where_the_data_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_HOME", str(tmp_path / "mine"))
    assert Home.find() == Home(tmp_path / "mine")
    monkeypatch.setenv("REFLECT_HOME", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if os.name == "posix":
        assert Home.find().path.name == "reflect"
    with pytest.raises(StoreError, match="is not an identifier of reflect"):
        Home.find().media("../../etc")


def test_a_database_url_that_cannot_be_used(tmp_path: Path) -> None:
    for url in ("nonsense", "nosuch://host/db"):
        with pytest.raises(StoreError, match="The database URL in REFLECT_DATABASE cannot be used"):
            open_store(Home(tmp_path, url))


def test_the_password_of_a_url_is_not_said(tmp_path: Path) -> None:
    other = Store(Home(tmp_path), create_engine("sqlite://"))
    assert other.place == "None" or "secret" not in other.place
    from sqlalchemy.engine import make_url

    url = make_url("postgresql://me:secret@host/db")
    assert "secret" not in url.render_as_string(hide_password=True)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that nobody may write, reachable for every user."""
    top = Path(tempfile.mkdtemp(prefix="reflect-ro-"))
    top.chmod(0o755)
    folder = top / "home"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(top)


@posix
def test_a_folder_that_cannot_be_written(read_only: Path) -> None:
    """In a child, since root may write everywhere and has to become someone else first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            open_store(Home(read_only))
            os.write(writing, b"opened")
        except StoreError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    said = os.read(reading, 1000).decode()
    os.close(reading)
    os.waitpid(child, 0)
    assert "cannot be written" in said
    assert str(read_only) in said
    assert "set REFLECT_HOME to another folder" in said
    assert list(read_only.iterdir()) == []


def test_opening_sweeps_what_the_dead_left_and_only_that(home: Home, store: Store, recording: Recording, tmp_path: Path) -> None:
    work = home.work(recording.id)
    dead = [home.tmp / f".a.{DEAD}{TEMP_END}", work / f".b.{DEAD}{TEMP_END}", home.path / f".c.{DEAD}{TEMP_END}"]
    dead += [work / f".e.{DEAD}{TEMP_END}2", work / f".f.{DEAD}{TEMP_END}.mp4"]
    alive = [home.tmp / temp_name(), work / f"{temp_name()}.mp4", work / "sound.f32", home.tmp / "notes.txt", work / f".c.broken{TEMP_END}"]
    elsewhere = work / f".d.0badcafe-7-8{TEMP_END}"
    for path in [*dead, *alive, elsewhere]:
        path.write_bytes(b"x")
    open_store(home)
    assert [p for p in dead if p.exists()] == []
    assert all(p.exists() for p in [*alive, elsewhere])
    assert recording.film is not None
    assert recording.film.path.exists()


def test_opening_settles_half_done_imports_and_deletions(home: Home, store: Store, recording: Recording) -> None:
    assert recording.film is not None
    kept = recording.film.path
    (home.tmp / f"{recording.id}{PENDING}").write_text(DEAD)
    (kept.parent / "mlost000.wav").write_bytes(b"never committed")
    lost = home.media("rlost000")
    lost.mkdir()
    (home.tmp / f"rlost000{PENDING}").write_text(DEAD)
    (lost / "m.mp4").write_bytes(b"never committed")
    busy = home.media("rbusy000")
    busy.mkdir()
    (home.tmp / f"rbusy000{PENDING}").write_text(Owner.current().tag)
    unknown = home.media("rolddata")
    unknown.mkdir()
    open_store(home)
    assert [p.name for p in kept.parent.iterdir()] == [kept.name]
    assert not lost.exists()
    assert busy.exists(), "its process lives"
    assert unknown.exists(), "nothing says that this is ours to remove"
    assert [p.name for p in home.tmp.iterdir()] == [f"rbusy000{PENDING}"]


@pytest.mark.parametrize("data", [b"", b"new", [b"ne", b"w"]])
def test_a_file_is_written_whole(tmp_path: Path, data: bytes | list[bytes]) -> None:
    path = tmp_path / "one 'file'.json"
    path.write_bytes(b"old")
    atomic_write(path, data)
    assert path.read_bytes() == (data if isinstance(data, bytes) else b"".join(data))
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_fails_half_way_stays_old(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the maker failed")

    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        atomic_write(path, broken())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StoreError, match=r"cannot be read or written|cannot be made"):
        atomic_write(tmp_path / "absent" / "file", b"x")


def test_a_failed_insert_leaves_no_film(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film")
    stored = import_media(store, source)
    monkeypatch.setattr(recordings, "_facts_and_clock", lambda item: {"container": None, "facts": {}, "offset_ms": 0.0, "drift_ppm": 0.0})
    with pytest.raises(StoreError, match="refused a change"):
        recordings.add(store, [NewMedia(stored)])
    assert recordings.listing(store) == ()
    assert list((store.home.path / "media").iterdir()) == []
