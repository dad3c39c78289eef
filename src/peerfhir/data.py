"""Where the law and the profiles lie: beside `src/` in a checkout, inside the package in a wheel."""

from pathlib import Path

_BUNDLED = Path(__file__).parent / "_bundled"
_CHECKOUT = Path(__file__).parents[2]


def folder(name: str) -> Path:
    """The folder `profiles` or `mappings`; `FileNotFoundError` when the installation lacks it."""
    for root in (_BUNDLED, _CHECKOUT):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"the installation has no folder {name!r}")


def programs() -> Path:
    """The folder of the program packs that come with the server."""
    return folder("mappings") / "programs"
