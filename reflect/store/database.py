"""Opening the database, bringing it up to date, and short transactions on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from reflect.errors import StoreError
from reflect.store import sqlite
from reflect.store.home import Home, disk_errors

HEAD = "0008"
"""The newest migration. They are numbered, so that a database from a newer reflect can be told."""

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
"""As Alembic makes it."""
_LOCK = 7_265_666  # any number: the advisory lock of migrations on PostgreSQL


@dataclass(frozen=True, slots=True)
class Store:
    """An open data folder. Hand it to the functions of this room; it may be shared by threads."""

    home: Home
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that sees one state of the database."""
        with self.errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A short transaction that writes: all of it lasts, or nothing. Writers wait for each other."""
        with self.errors(), self.engine.connect().execution_options(**{sqlite.WRITES: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def errors(self) -> Iterator[None]:
        """What the database says becomes a StoreError that names the file and what to do."""
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(advice(self.place, error)) from error
        except sqlite3.Error as error:
            raise StoreError(_words(self.place, error)) from error

    @property
    def place(self) -> str:
        """The database for a message: its file, or its URL without the password."""
        url = self.engine.url
        return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()


def open_store(home: Home | None = None) -> Store:
    """The store of `home` (default: `Home.find()`), made when absent and brought up to date.

    Removes what killed runs left half-written. Raises StoreError with one line of advice when the
    folder or its database cannot be used; a database that cannot be read is left as it is.
    """
    home = home or Home.find()
    home.prepare()
    url = home.database_url or f"sqlite:///{home.database}"
    if home.database_url is None:
        if home.database.is_dir():
            raise StoreError(f"The database {home.database} is a folder. Move it away or set REFLECT_HOME to another folder.")
        sqlite.make_private(home.database)
    store = Store(home, _engine(url))
    with store.errors():
        if store.engine.dialect.name == "sqlite":
            sqlite.set_journal(store.engine)
    _bring_up_to_date(store)
    with disk_errors(home.path):
        home.sweep()
    from reflect.store.incoming import settle_pending

    settle_pending(store)
    return store


def _engine(url: str, foreign_keys: bool = True) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
        # No pool: a connection costs under a millisecond and none is shared by threads or forks.
        engine = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": sqlite.WAIT_S})
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError("The database URL in REFLECT_DATABASE cannot be used. Correct it, or unset it to use a file.") from error
    sqlite.tune(engine, foreign_keys)
    return engine


# ---- migrations -------------------------------------------------------------------------------


def _bring_up_to_date(store: Store) -> None:
    with store.reading() as connection:
        found = revision(connection)
    if found == HEAD:
        return
    _refuse_newer(store, found)
    # Foreign keys off: a migration may rebuild a table, and dropping the old one must not cascade.
    migrating = Store(store.home, _engine(store.engine.url.render_as_string(hide_password=False), foreign_keys=False))
    try:
        # One transaction, which is also the lock: who comes second waits and then finds nothing to do,
        # and a migration that fails or is killed leaves the old database.
        with migrating.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = revision(connection)
            _refuse_newer(store, found)
            if found is None and inspect(connection).get_table_names():
                raise StoreError(f"{store.place} is a database, but not one of reflect. Set REFLECT_HOME to another folder.")
            if found is None:
                create(connection)
            elif found != HEAD:
                upgrade(connection)
                _check_references(store, connection)
    finally:
        migrating.close()


def create(connection: Connection) -> None:
    """The tables as they are now, in an empty database. A test compares them with what all migrations make; this is ten times faster."""
    # Their tables join those of `Table`.
    from reflect.store import consent_tables, mask_tables, reflection_tables, teaching_tables  # noqa: F401
    from reflect.store.tables import Table

    Table.metadata.create_all(connection)
    connection.execute(text(_VERSIONS))
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to `target` in the transaction of `connection`."""
    from alembic import command

    command.upgrade(migration_config(connection), target)


def migration_config(connection: Connection | None = None):  # type: ignore[no-untyped-def] # alembic only when it is needed
    """Alembic's configuration for the migrations inside this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str | None:
    """The migration that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(store: Store, found: str | None) -> None:
    if found is not None and (not found.isdigit() or int(found) > int(HEAD)):
        raise StoreError(
            f"{store.place} was made by a newer reflect (version {found} of the tables, this one knows {HEAD}). Update reflect."
        )


def _check_references(store: Store, connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(f"{store.place} was not updated: rows would point to nothing. The old database is kept; report this.")


# ---- what to say ------------------------------------------------------------------------------

_ADVICE = (
    ("not a database", "is damaged or not a database", "Put back a copy, or move the file away to start anew"),
    ("malformed", "is damaged", "Put back a copy, or move the file away to start anew"),
    ("disk is full", "could not be written: the disk is full", "Free some disk space, then run the command again"),
    ("readonly", "cannot be written", "Change its rights or set REFLECT_HOME to another folder"),
    ("read-only", "cannot be written", "Change its rights or set REFLECT_HOME to another folder"),
    ("unable to open", "cannot be opened", "Check the rights of the file and its folder, or set REFLECT_HOME to another folder"),
    ("locked", "is in use by another program", "Close other reflect windows, then try again"),
    ("disk i/o error", "could not be read or written", "Check the disk and its free space, then try again"),
)


def advice(place: str, error: SQLAlchemyError) -> str:
    """One line for a person. It never repeats the statement: its values may hold names."""
    return _words(place, error.orig if isinstance(error, DBAPIError) and error.orig is not None else error)


def _words(place: str, cause: BaseException) -> str:
    said = str(cause).lower()
    for sign, what, todo in _ADVICE:
        if sign in said:
            return f"The database {place} {what}. {todo}."
    return f"The database {place} refused a change ({type(cause).__name__}). Nothing was changed; try again or report this."
