"""The one kind of error whose text is meant for the person at the terminal."""


class CannotError(RuntimeError):
    """What was asked cannot be done; the text says why and what to do about it, in a sentence without a secret."""
