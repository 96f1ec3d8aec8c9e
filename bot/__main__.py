"""The only door: `python -m bot COMMAND`. Exit codes: 0 done, 1 refused with a reason on stderr, 2 wrong usage."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name; never returns."""
    from actions.refusal import Refused
    from bot.commands.printing import complain, mend_streams
    from bot.commands.tree import app
    from bot.settings import SettingsError

    os.umask(0o077)  # what we write holds personal data: nobody else on the machine reads it
    mend_streams()
    try:
        app(prog_name="python -m bot")
    except (Refused, SettingsError) as refusal:
        complain(str(refusal))
        sys.exit(1)


if __name__ == "__main__":
    main()
