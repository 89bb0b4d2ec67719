"""Makes oslo.db on SQLite safe for concurrent writers.

oslo.db begins every transaction deferred. With two writers SQLite then refuses the step from reading to writing at
once ("database is locked", whatever the timeout), and the API answers 500. Here a transaction begins at its first
writing statement and takes the write lock with it (BEGIN IMMEDIATE): writers queue on the timeout, readers never wait
(WAL), and what is read before the first write is read committed, as on the databases that OpenStack runs on. What
SQLite still refuses is reported as a deadlock, which the services retry by themselves.
"""

from __future__ import annotations

import re

WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|SAVEPOINT|CREATE|ALTER|DROP|WITH\b.*\b(INSERT|UPDATE|DELETE))",
    re.IGNORECASE | re.DOTALL,
)


def install() -> None:
    """Replaces what oslo.db does to each SQLite engine. Call it before an engine is made."""
    from oslo_db import exception
    from oslo_db.sqlalchemy import engines, exc_filters
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    def prepare(engine, sqlite_synchronous=True, sqlite_fk=False, **_):
        @event.listens_for(engine, "connect")
        def connect(connection, _record):
            connection.create_function("regexp", 2, lambda pattern, text: re.search(pattern, str(text)) is not None)
            connection.isolation_level = None
            connection.execute("PRAGMA synchronous = OFF")
            if sqlite_fk:
                connection.execute("PRAGMA foreign_keys = ON")

        @event.listens_for(engine, "before_cursor_execute")
        def begin(_connection, cursor, statement, _parameters, _context, _many):
            if not cursor.connection.in_transaction and WRITE.match(statement):
                cursor.connection.execute("BEGIN IMMEDIATE")

    engines._init_events.reg["sqlite"]["*"][:] = [prepare]

    @exc_filters.filters("sqlite", OperationalError, r".*database is locked.*")
    def locked(error, _match, _engine, _disconnect):
        raise exception.DBDeadlock(error)
