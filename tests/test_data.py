"""The law and the profiles are found, in a checkout as in a wheel."""

import pytest

from peerfhir.data import folder, programs


def test_the_packs_are_found():
    """The folder of the built-in packs holds Montana's."""
    assert "mt-sdmi-hcbs.yaml" in [file.name for file in programs().iterdir()]


def test_what_is_not_there_is_said():
    """A folder that no installation has."""
    with pytest.raises(FileNotFoundError, match="no folder 'nowhere'"):
        folder("nowhere")
