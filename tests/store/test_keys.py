"""The keys that sign tokens: made once, kept to their owner, and not to be fooled."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from peerfhir.store.keys import Keys, Token, load

TOKEN = Token(7, 1763294400)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Signing keys of a fresh data folder."""
    return load(tmp_path_factory.mktemp("data"))


def test_keys_are_made_once(tmp_path: Path) -> None:
    """Sixteen that start at once in an empty folder share one key, in a file that only its owner reads."""
    folder = tmp_path / "data"
    with ThreadPoolExecutor(16) as pool:
        texts = set(pool.map(lambda _: load(folder).sign(TOKEN), range(16)))
    assert len(texts) == 1
    assert [f.name for f in folder.iterdir()] == ["keys.json"]
    assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("expires", [None, 1763380800])
def test_a_token_is_read_as_it_was_signed(keys: Keys, expires: int | None) -> None:
    """Client, time of issue and end come back; whether it has expired is for the caller of `verify` to say."""
    token = Token(7, 1763294400, expires)
    assert keys.verify(keys.sign(token)) == token


def test_a_token_can_be_printed_again(tmp_path: Path) -> None:
    """The same claims give the same text, also after a restart."""
    assert load(tmp_path).sign(TOKEN) == load(tmp_path).sign(TOKEN)


def test_no_altered_token_is_good(keys: Keys) -> None:
    """Of 3,000 tokens with a few characters changed, cut or moved, none is accepted and none raises."""
    rng, good = random.Random(20261116), keys.sign(TOKEN)  # noqa: S311 - not a secret
    accepted = []
    for _ in range(3000):
        text = list(good)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(text))
            match rng.randrange(4):
                case 0:
                    text[place] = rng.choice("abcXYZ019-_.=+/ \u00e9\x00\ud800")
                case 1:
                    del text[place]
                case 2:
                    text.insert(place, rng.choice(".=A{"))
                case _:
                    text = text[place:] + text[:place]
        altered = "".join(text)
        if altered.rstrip("=") != good and keys.verify(altered) is not None:
            accepted.append(altered)
    assert [a for a in accepted if a[: good.rindex(".")] != good[: good.rindex(".")]] == []
    assert len(accepted) <= 30  # the last character of a signature has bits that no octet needs


def test_secrets_of_other_purposes(tmp_path: Path) -> None:
    """Each purpose has its own 32 bytes, the same in every process of one data folder and in no other."""
    here, there = load(tmp_path / "a"), load(tmp_path / "b")
    assert here.secret("cursor") == load(tmp_path / "a").secret("cursor")
    assert len({here.secret("cursor"), here.secret("other"), there.secret("cursor")}) == 3
    assert len(here.secret("cursor")) == 32
