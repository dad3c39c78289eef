"""Where a cluster is put and as whom it runs, above all when root starts it."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

import pytest

from peerfhir.store import cluster, embedded

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user")


@pytest.fixture
def closed():
    """A folder like a home directory: nobody but its owner may go through."""
    folder = Path(tempfile.mkdtemp(prefix="pf-"))
    folder.chmod(0o700)
    yield folder
    embedded.remove(folder / "data")
    shutil.rmtree(folder)


@as_root
def test_root_runs_it_as_a_user_of_ours(closed):
    """PostgreSQL runs as the unprivileged user `peerfhir`, whom nobody can log in as."""
    database = embedded.start(closed / "data")
    try:
        assert Path(f"/proc/{database.pid}").stat().st_uid == pwd.getpwnam("peerfhir").pw_uid
        assert pwd.getpwnam("peerfhir").pw_shell.endswith("nologin")
    finally:
        database.stop()


@as_root
def test_no_folder_is_opened_for_it(closed):
    """A folder that was closed to others stays closed; the database goes elsewhere and the data folder points to it."""
    before = [path.stat().st_mode for path in (closed, *closed.parents)]
    embedded.start(closed / "data").stop()
    assert [path.stat().st_mode for path in (closed, *closed.parents)] == before
    assert not (closed / "data" / "postgres").resolve().is_relative_to(closed)


@as_root
def test_an_elsewhere_is_removed_too(closed):
    """`remove` leaves neither the database nor the folder made for it."""
    embedded.start(closed / "data").stop()
    elsewhere = (closed / "data" / "postgres").resolve().parent
    embedded.remove(closed / "data")
    assert not elsewhere.exists()


@as_root
def test_an_elsewhere_of_a_temporary_folder_that_is_gone_is_swept_up(closed):
    """Who deletes a temporary data folder leaves its database behind; the next one made there deletes it."""
    gone = closed / "gone"
    embedded.start(gone / "data").stop()
    elsewhere = (gone / "data" / "postgres").resolve().parent
    shutil.rmtree(gone)
    assert elsewhere.exists()
    embedded.start(closed / "data").stop()
    assert not elsewhere.exists()


@as_root
def test_an_existing_cluster_runs_as_its_owner(closed):
    """Root takes a cluster that somebody else made as that user, so that they can take it back."""
    closed.chmod(0o711)
    embedded.start(closed / "data").stop()
    nobody = pwd.getpwnam("nobody")
    folder = closed / "data" / "postgres"
    for root, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.chown(Path(root, name), nobody.pw_uid, nobody.pw_gid)
    found = cluster.find(closed / "data")
    assert found.account.name == "nobody"


def test_the_programs_see_nothing_of_our_environment():
    """A variable such as PGOPTIONS or LD_PRELOAD cannot change what PostgreSQL does."""
    assert set(cluster.environment()) == {"PATH", "LC_ALL", "TZ"}
