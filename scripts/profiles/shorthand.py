"""SUSHI, the compiler of FHIR Shorthand: installed by npm in the version that `package-lock.json` pins, run offline."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

_HERE = Path(__file__).parent
_LOCK = _HERE / "package-lock.json"
PROJECT = _HERE.parents[1] / "profiles"

# Nobody listens there: what SUSHI does not find in the unpacked packages is missing, and is said so at once.
_NOWHERE = "http://127.0.0.1:9"


def caches() -> Path:
    """The folder of the user's cache that is ours: `XDG_CACHE_HOME` or `~/.cache`, then `peerfhir`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "peerfhir"


def place() -> Path:
    """Where SUSHI is, or would be once installed."""
    return caches() / f"sushi-{hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:16]}"


def missing() -> str | None:
    """Why SUSHI cannot run here, in words; None when it can."""
    if shutil.which("node") is None:
        return "Node is not installed"
    if not (place() / "complete").exists():
        return "SUSHI is not installed; `python -m scripts.profiles --install` does it with npm"
    return None


def install() -> None:
    """Install SUSHI as the lock says; nothing happens when it is there. `RuntimeError` without Node or npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError("SUSHI needs Node 18 or later with npm on the path")
    folder = place()
    if (folder / "complete").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_HERE / name, folder)
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)  # noqa: S603 our own arguments
    (folder / "complete").touch()


def compile_project(home: Path, out: Path, project: Path = PROJECT) -> tuple[str, bool]:
    """Compile `project` into `out`/fsh-generated/resources: what SUSHI printed, and whether it found no error.

    `home` holds the packages (`packages.unpacked`).
    """
    program = place() / "node_modules" / "fsh-sushi" / "dist" / "app.js"
    node = shutil.which("node") or "node"
    done = subprocess.run(  # noqa: S603 our own arguments
        [node, str(program), "build", str(project), "--out", str(out), "--log-level", "warn"],
        env={**os.environ, "HOME": str(home), "USERPROFILE": str(home), "FPL_REGISTRY": _NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr, done.returncode == 0
