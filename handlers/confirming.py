"""«Да, это я»: the button under the question after half a year of silence."""

from actions.confirming import confirm_self
from handlers.visit import Visit
from school.incoming import Reply
from school.wording import stale_button
from school.wording.confirming import confirmed


async def confirm(visit: Visit) -> Reply:
    """The person's own word; it opens only what was approved before."""
    done = await confirm_self(visit.desk.database, visit.account, key=visit.desk.key, now=visit.now)
    return visit.answer(confirmed(visit.voice)) if done else visit.say(stale_button(visit.voice))
