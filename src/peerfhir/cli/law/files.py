"""Packs in files that are not in force: each with the parent that stands beside it, else with the one in force."""

from collections.abc import Iterable
from pathlib import Path

from peerfhir.policy.program import Abstract, PackError, Program, Programs, assemble, examine, parent_of, sources_of
from peerfhir.policy.source import Mistake, Source, read
from peerfhir.store.cannot import CannotError


def checked(paths: Iterable[Path], in_force: Path) -> tuple[list[Program | Abstract], list[Mistake]]:
    """The packs of these files and folders that are as they must be, and every mistake in them and in their parents."""
    packs: list[Program | Abstract] = []
    mistakes: set[Mistake] = set()
    for path in paths:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not files:
            mistakes.add(Mistake(str(path), 0, "", "there is no program pack (*.yaml) in this folder"))
        for file in files:
            found, wrong = examine(_lineage(file, in_force))
            packs += [one for one in found if one.law.id == file.stem]
            mistakes |= set(wrong)
    return packs, sorted(mistakes)


def law(path: Path, in_force: Path) -> Programs:
    """The programs of a folder, or those in force with the pack of one file in place of theirs.

    `CannotError` with every mistake.
    """
    sources = sources_of(path) if path.is_dir() else sources_of(in_force) | _lineage(path, in_force)
    try:
        return Programs([one for one in assemble(path, sources) if isinstance(one, Program)])
    except PackError as error:
        raise CannotError(str(error)) from None


def _lineage(file: Path, in_force: Path) -> dict[str, Source]:
    """A pack and its parent, by their ids."""
    source = read(file, str(file))
    parent = parent_of(source)
    found = {file.stem: source}
    if parent is None or parent in found or Path(parent).name != parent:
        return found
    for one in (file.with_name(f"{parent}.yaml"), in_force / f"{parent}.yaml"):
        if one.is_file():
            return found | {parent: read(one, str(one))}
    return found
