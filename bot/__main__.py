"""The only door: `python -m bot COMMAND`. Exit codes: 0 done, 1 refused with a reason on stderr, 2 wrong usage."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name; never returns."""
    from typer.exceptions import TyperException

    from actions.refusal import Refused
    from bot.commands.printing import complain, mend_streams
    from bot.commands.tree import app
    from bot.commands.wrong import in_words
    from bot.settings import SettingsError

    os.umask(0o077)  # what we write holds personal data: nobody else on the machine reads it
    mend_streams()
    try:
        code = app(prog_name="python -m bot", standalone_mode=False)
    except (Refused, SettingsError) as refusal:
        complain(str(refusal))
        sys.exit(1)
    except TyperException as wrong:
        if words := in_words(wrong):
            complain(words)
        sys.exit(wrong.exit_code)
    sys.exit(code)


if __name__ == "__main__":
    main()
