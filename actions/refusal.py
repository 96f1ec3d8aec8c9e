"""How an action says no: with a sentence for the person who asked."""

from locales import Voice


class Refused(Exception):
    """The action was not done and nothing changed. The text says what happened and what to do next.

    `text` is a Russian literal, so that it is collected for translation; `values` fill its {placeholders}. `str()` is
    the Russian sentence, for the command line and logs; `said` is the sentence in a person's language.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self._text, self._values = text, values

    def said(self, voice: Voice) -> str:
        """The sentence in the language of the voice."""
        return voice.say(self._text, **self._values)
