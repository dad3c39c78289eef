"""`python -m scripts.profiles` compiles `profiles/input` into `profiles/package` and `profiles/examples`.

--install      install SUSHI with npm into the user's cache, and do nothing else
--out FOLDER   write `package` and `examples` there instead of into profiles/
--keep-going   write what could be compiled although there are errors (they are printed all the same, and it exits 1)
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.profiles import packages, page, shorthand, variants

# What goes into `package`: everything else that SUSHI makes is an example.
DEFINITIONS = frozenset(
    [
        "StructureDefinition",
        "ValueSet",
        "CodeSystem",
        "ConceptMap",
        "SearchParameter",
        "OperationDefinition",
        "NamingSystem",
    ]
)


def main(arguments: list[str]) -> int:
    """Compile; the exit code, 1 when SUSHI found an error."""
    parser = argparse.ArgumentParser(prog="python -m scripts.profiles", description=__doc__.partition("\n")[0])
    parser.add_argument("--install", action="store_true", help="install SUSHI with npm, and do nothing else")
    parser.add_argument("--out", type=Path, default=shorthand.PROJECT, help="write package/ and examples/ here")
    parser.add_argument("--keep-going", action="store_true", help="write what compiled although there are errors")
    asked = parser.parse_args(arguments)
    if asked.install:
        shorthand.install()
        return 0
    if (why := shorthand.missing()) is not None:
        print(why)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        said, worked = shorthand.compile_project(packages.unpacked(shorthand.caches()), Path(folder))
        print(said.strip())
        made = Path(folder).glob("fsh-generated/resources/*.json")
        files, faults = sorted_out([json.loads(file.read_text("utf-8")) for file in made])
    print(*faults, sep="\n")
    worked = worked and not faults
    if worked or asked.keep_going:
        write(asked.out, files)
        if asked.out == shorthand.PROJECT:
            page.refresh()
    return 0 if worked else 1


def sorted_out(compiled: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Where each definition, example and variant goes, by file name; and what is wrong with variants."""
    examples = {f"{r['resourceType']}/{r['id']}": r for r in compiled if r["resourceType"] not in DEFINITIONS}
    files = {f"package/{_file(r)}": r for r in compiled if r["resourceType"] in DEFINITIONS}
    for resource in examples.values():
        kind, _, rule = resource["id"].partition("-")
        told = kind in variants.KINDS and kind != "accepted" and rule
        files[f"examples/{kind}/{rule}.json" if told else f"examples/accepted/{_file(resource)}"] = resource
    varied, faults = variants.stated(shorthand.PROJECT / "input" / "variants", examples)
    return files | {f"examples/{kind}/{name}.json": resource for kind, name, resource in varied}, faults


def write(out: Path, files: dict[str, dict[str, Any]]) -> None:
    """Write the files under `out`, the same bytes each time, and take away what is not among them."""
    for old in [*out.glob("package/*.json"), *out.glob("examples/*/*.json")]:
        if old.relative_to(out).as_posix() not in files:
            old.unlink(missing_ok=True)
    for name, resource in files.items():
        _put(out / name, json.dumps(resource, ensure_ascii=False, indent=2) + "\n")
    print(f"{len(files)} files in {out}")


def _file(resource: dict[str, Any]) -> str:
    return f"{resource['resourceType']}-{resource['id']}.json"


def _put(file: Path, text: str) -> None:
    """Write when it differs, at once and whole: others may be reading."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as new:
        new.write(text)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
