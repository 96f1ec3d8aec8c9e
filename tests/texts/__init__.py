"""Golden texts: one file per notice and language. Reviewing a change of wording is reading their diff.

`python -m tests.texts --write` writes them anew; they show bold as **…**, italic as _…_, struck as ~~…~~.
"""
