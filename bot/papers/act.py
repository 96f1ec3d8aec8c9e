"""An act of destruction as data: what ended, when and how, with the extract of the audit (152-FZ art. 21)."""

from collections.abc import Sequence
from typing import Any

from school.institution import School
from storage.erasing import Tombstone

METHOD = (
    "удаление всех записей из базы данных с затиранием освобождённого места, удаление зашифрованных файлов, "
    "очистка журнала базы; восстановление из резервной копии предотвращено меткой"
)
REASONS = {
    "left": "обучение завершено, срок хранения истёк",
    "asked": "требование субъекта персональных данных или его представителя",
    "restored": "повторное уничтожение после восстановления резервной копии",
}
ROLES = {"student": "ученик", "guardian": "родитель (законный представитель)"}
WHAT = {
    "people": "сведения о человеке: имя, дата рождения, телефон, адрес почты",
    "guardianships": "представительство",
    "consents": "согласия и отказы",
    "contacts": "связи с мессенджерами",
    "accounts": "учётные записи в мессенджерах",
    "invites": "одноразовые коды (хэши)",
    "scans": "снимки подписанных бланков",
    "outbox": "учёт отправленных сообщений",
    "marks": "оценки",
    "attendance": "пропуски",
    "finals": "итоговые оценки",
    "exam_results": "результаты экзаменов",
    "remarks": "замечания",
    "subgroups": "подгруппы",
    "feeds": "ссылки для календаря",
    "homework": "личные задания",
    "announcements": "имя и телефон в текстах объявлений (вымараны)",
    "announcement_options": "имя и телефон в вариантах ответа (вымараны)",
    "announcement_answers": "ответы на вопросы школы",
    "letters": "письма учителю, имя и телефон в письмах других",
    "inbox": "сообщения боту",
    "tries": "попытки подключения",
}


def act_paper(
    school: School,
    tomb: Tombstone,
    person: str,
    rows: dict[str, int],
    extract: Sequence[dict[str, Any]],
    chain: str,
) -> dict[str, Any]:
    """What act.typ shows. `rows`: rows of each table there were; {} when the act is printed later."""
    return {
        "operator": {
            "name": school.name,
            "address": school.profile.operator_address,
            "inn": school.profile.operator_inn,
            "responsible": school.profile.responsible,
        },
        "number": tomb.id,
        "person": person,
        "role": ROLES.get(tomb.role, tomb.role),
        "code_hash": tomb.code_hash[:16],
        "reason": REASONS.get(tomb.reason, tomb.reason),
        "at": f"{school.local(tomb.erased_at):%d.%m.%Y %H:%M:%S} ({school.zone.key})",
        "method": METHOD,
        "rows": [{"what": WHAT.get(name, "прочие записи журнала"), "count": n} for name, n in rows.items() if n],
        "audit": [{**row, "at": f"{row['at']:%d.%m.%Y %H:%M:%S}"} for row in extract],
        "chain": chain,
    }
