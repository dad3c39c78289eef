"""Lets these tests import the compiler of the tables: `scripts/` is no part of the installed package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
