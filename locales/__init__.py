"""How it sounds in each language: Babel catalogues and the voice that reads them. Imports nothing of ours."""

from locales.speech import LANGUAGES, Voice, voice

__all__ = ["LANGUAGES", "Voice", "voice"]
