"""The embedded PostgreSQL: started once, watched, restarted after any death, stopped, removed."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from peerfhir.store import embedded

HOLDER = """
import sys, time
from pathlib import Path
from typing import Any
from peerfhir.store import embedded
database = embedded.start(Path(sys.argv[1]))
print(database.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def database(data):
    """A running database."""
    started = embedded.start(data)
    yield started
    started.stop()


async def value(url: str, sql: str) -> Any:
    """The one value that a statement gives."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def hold(data: Path) -> "tuple[subprocess.Popen[str], int]":
    """Another process that has the database; the process and the postmaster's id."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(process: "subprocess.Popen[str]") -> None:
    """Kill it without a word and close what we read from it."""
    process.kill()
    process.communicate()


async def died(database: embedded.Embedded) -> None:
    """Wait until the postmaster is no more."""
    while database.alive():  # noqa: ASYNC110 - a process sets no event
        await asyncio.sleep(0.01)


async def test_it_is_postgresql_18(database):
    """The embedded database is PostgreSQL 18 (design section 2)."""
    assert await value(database.url, "SELECT current_setting('server_version_num')::int / 10000") == 18


async def test_a_commit_is_on_disk(database):
    """What is acknowledged survives a crash: fsync, full pages and synchronous commit are on."""
    settings = "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name = ANY ($1)"
    connection = await asyncpg.connect(database.url)
    names = ["fsync", "full_page_writes", "synchronous_commit"]
    assert await connection.fetchval(settings, names) == "on on on"
    await connection.close()


async def test_the_server_is_no_superuser(database):
    """Least privilege: the role owns its database and can make others, and that is all."""
    sql = "SELECT rolsuper::text || rolcreaterole || rolreplication || rolcreatedb FROM pg_roles WHERE rolname = user"
    assert await value(database.url, sql) == "falsefalsefalsetrue"


async def test_nothing_listens_on_the_network(database):
    """The only way in is the socket in a folder of mode 0700."""
    assert await value(database.url, "SHOW listen_addresses") == ""
    assert oct(database.cluster.folder.stat().st_mode)[-3:] == "700"


def test_the_log_is_for_its_owner_only(data):
    """It names users and databases: mode 0600, also one that was there before with another."""
    (data / "postgres.log").touch(mode=0o644)
    embedded.start(data).stop()
    assert oct((data / "postgres.log").stat().st_mode)[-3:] == "600"


def test_it_stops(database):
    """After stop there is no postmaster and no pid file."""
    database.stop()
    assert not psutil.pid_exists(database.pid)
    assert not (database.cluster.folder / "postmaster.pid").exists()


async def test_data_is_kept(data):
    """A second start finds what the first one committed."""
    first = embedded.start(data)
    await value(first.url, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    second = embedded.start(data)
    try:
        assert await value(second.url, "SELECT n FROM kept") == 7
    finally:
        second.stop()


def test_one_supervisor_only(database, data):
    """A second start on the same folder says which process has it."""
    assert database.alive()
    with pytest.raises(embedded.AlreadyRunningError, match=f"Process {os.getpid()} "):
        embedded.start(data)


async def test_a_command_joins_the_running_one(database, data):
    """`joined` gives the running database's URL and leaves it running."""
    with embedded.joined(data) as url:
        assert await value(url, "SELECT 1") == 1
    assert database.alive()


async def test_a_command_starts_one_for_itself(data):
    """`joined` without a running one starts it and stops it again."""
    with embedded.joined(data) as url:
        assert await value(url, "SELECT 1") == 1
    assert embedded.running(data) is None


def test_running_knows_nothing_of_a_folder_without(data):
    """`running` answers None where there has never been a database."""
    assert embedded.running(data) is None


async def test_a_killed_postmaster_is_started_again(database):
    """`ensure` after kill -9: the same URL answers and committed rows are there."""
    await value(database.url, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(database.pid, signal.SIGKILL)
    await died(database)
    assert database.ensure() is True
    assert await value(database.url, "SELECT n FROM kept") == 7
    assert database.ensure() is False


async def test_backends_that_outlive_their_postmaster_are_ended(database):
    """A backend in the middle of a long statement keeps the shared memory in use; `ensure` ends it first."""
    connection = await asyncpg.connect(database.url)
    busy = asyncio.create_task(connection.execute("SELECT count(*) FROM generate_series(1, 10000000000)"))
    await asyncio.sleep(0.2)
    os.kill(database.pid, signal.SIGKILL)
    await died(database)
    assert await asyncio.to_thread(database.ensure) is True
    assert await value(database.url, "SELECT 1") == 1
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await busy


def test_a_killed_supervisor_takes_its_database_along(data):
    """When the supervisor dies without a word the postmaster stops by itself, in order."""
    process, pid = hold(data)
    end(process)
    psutil.wait_procs([p for p in psutil.process_iter() if p.pid == pid], timeout=20)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert "database system is shut down" in (data / "postgres.log").read_text()


async def test_a_start_at_once_after_a_killed_supervisor(data):
    """A new supervisor need not wait for a hand, though the old postmaster still runs."""
    process, _ = hold(data)
    end(process)
    database = embedded.start(data)
    try:
        assert await value(database.url, "SELECT 1") == 1
    finally:
        database.stop()


async def test_a_start_after_both_were_killed(data):
    """Supervisor and postmaster killed together leave a stale pid file; the next start goes by it."""
    process, pid = hold(data)
    os.kill(pid, signal.SIGKILL)
    end(process)
    database = embedded.start(data)
    try:
        assert await value(database.url, "SELECT 1") == 1
    finally:
        database.stop()


async def test_a_stale_pid_that_another_process_has_now(data):
    """After a reboot the id in postmaster.pid may be anybody's; it is neither believed nor killed."""
    database = embedded.start(data)
    database.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"])  # noqa: ASYNC220 - started, not waited for
    file = database.cluster.folder / "postmaster.pid"
    file.write_text(f"{stranger.pid}\n{database.cluster.folder}\n1\n5432\n/tmp\n\n  1 1\nready   \n")
    again = embedded.start(data)
    try:
        assert await value(again.url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        again.stop()
        stranger.kill()
        stranger.wait()


async def test_an_interrupted_making_is_made_again(data):
    """A folder that was being made when the machine went down is thrown away."""
    (data / "postgres.draft-x").mkdir()
    (data / "postgres.draft-x" / "PG_VERSION").write_text("18\n")
    database = embedded.start(data)
    try:
        assert await value(database.url, "SELECT 1") == 1
        assert list(data.glob("postgres.draft*")) == []
    finally:
        database.stop()


def test_why_it_does_not_start_is_said(data):
    """What PostgreSQL says when it cannot start is in the error, and the folder is free for another try."""
    embedded.start(data).stop()
    control = data / "postgres" / "global" / "pg_control"
    content = control.read_bytes()
    control.write_bytes(b"\0" * len(content))
    with pytest.raises(embedded.CannotStartError, match="PG_CONTROL_VERSION"):
        embedded.start(data)
    control.write_bytes(content)
    embedded.start(data).stop()


def test_a_cluster_of_another_version_is_refused(data):
    """PostgreSQL cannot read the files of another major version; the error says what to do."""
    embedded.start(data).stop()
    (data / "postgres" / "PG_VERSION").write_text("13\n")
    with pytest.raises(embedded.CannotStartError, match="made by PostgreSQL 13"):
        embedded.start(data)


async def test_a_folder_with_a_long_name(data):
    """A socket's path has about a hundred characters at most; the folder's may be longer."""
    deep = data / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    database = embedded.start(deep)
    try:
        assert await value(database.url, "SELECT 1") == 1
    finally:
        database.stop()
        embedded.remove(deep)


def test_remove_leaves_no_database(data):
    """`remove` deletes the cluster, and the next start makes a new one."""
    embedded.start(data).stop()
    embedded.remove(data)
    assert not (data / "postgres").exists()


def test_remove_spares_a_running_database(database, data):
    """What is running is not deleted."""
    with pytest.raises(embedded.AlreadyRunningError, match="stop the server first"):
        embedded.remove(data)
    assert database.alive()
