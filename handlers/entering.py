"""«вход»: where the console is; «вход 0421»: the code of a waiting browser, typed here instead of opening a link."""

from actions.signing_in import confirm_by_code
from handlers.visit import Visit
from school.incoming import Reply
from school.seats import seat_of
from school.wording.entering import enter_how, entered
from storage.people import classes_led_by


async def sign_in(visit: Visit) -> Reply:
    """`signin`, and whatever digits follow it."""
    code = "".join(letter for word in visit.words for letter in word if letter.isdecimal())
    if not code or visit.pressed:
        return visit.say(enter_how(visit.voice, visit.desk.console_url))
    good = False
    for person in visit.staff():
        async with visit.desk.database.read() as connection:
            leads = bool(await classes_led_by(connection, person.id))
        if seat_of(person.role, person.duties, leads):
            done = await confirm_by_code(visit.desk.database, person, code, key=visit.desk.key, now=visit.now)
            good = good or done
    return visit.say(entered(visit.voice, good))
