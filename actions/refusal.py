"""How an action says no: with a sentence for the person who asked."""


class Refused(Exception):
    """The action was not done and nothing changed. `str()` says what happened and what to do next, in Russian."""
