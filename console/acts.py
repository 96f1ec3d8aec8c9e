"""What the audit's words for acts mean, as staff say it."""

from locales import Voice


def act_words(voice: Voice, act: str) -> str:
    """«открыл(а) страницу человека»; a word that is unknown here is said as it is."""
    say = voice.say
    known = _readings(voice) | _rights(voice) | _console(voice) | _school(voice)
    if act.startswith("read_") and act not in known:
        return say("получил(а) ответ о ребёнке")
    return known.get(act, act)


def _readings(voice: Voice) -> dict[str, str]:
    say = voice.say
    return {
        "read_person": say("открыл(а) страницу человека"),
        "read_families": say("открыл(а) семьи класса"),
        "read_reached": say("открыл(а), до кого дошло объявление"),
        "read_feed": say("календарь прочитан по ссылке"),
        "open_scans": say("открыл(а) снимок бланка"),
        "make_proof": say("сделал(а) справку"),
        "print_form": say("напечатал(а) бланки"),
        "export_list": say("скачал(а) список"),
        "export_everything": say("выгрузил(а) всё"),
    }


def _rights(voice: Voice) -> dict[str, str]:
    say = voice.say
    return {
        "invite_person": say("выдан код приглашения"),
        "invite_second": say("выдан код для второго мессенджера"),
        "request_contact": say("подана заявка"),
        "approve_contact": say("одобрил(а) заявку"),
        "reject_contact": say("отклонил(а) заявку"),
        "undo_approval": say("отменил(а) одобрение"),
        "unlink_contact": say("отключил(а) мессенджер"),
        "link_second": say("подключён второй мессенджер"),
        "doubt_contact": say("доступ поставлен под вопрос"),
        "confirm_contact": say("доступ подтверждён"),
        "admit_staff": say("сотрудник подключился по коду"),
        "lock_linking": say("подбор кодов: приём остановлен на час"),
        "record_consent": say("записано согласие"),
        "refuse_consent": say("записан отказ"),
        "withdraw_consent": say("согласие отозвано"),
        "restrict_guardian": say("ограничил(а) доступ по документу"),
        "unrestrict_guardian": say("снял(а) ограничение"),
        "keep_scan": say("прислан снимок бланка"),
        "open_feed": say("выдана ссылка для календаря"),
        "close_feed": say("ссылка для календаря закрыта"),
        "stop_service": say("человек отключился словом «стоп»"),
        "resume_service": say("человек вернулся"),
        "erase_person": say("данные человека уничтожены"),
        "readmit_person": say("метка об уничтожении снята"),
    }


def _console(voice: Voice) -> dict[str, str]:
    say = voice.say
    return {
        "ask_sign_in": say("попросил(а) ссылку для входа"),
        "sign_in_by_link": say("вход по ссылке"),
        "sign_in_by_password": say("вход с паролем"),
        "sign_out": say("выход из консоли"),
        "set_password": say("задал(а) пароль"),
        "confirm_password": say("пароль вступил в силу"),
        "forget_password": say("пароль сброшен"),
        "fail_password": say("неверный пароль"),
        "lock_password": say("вход с паролем закрыт на 15 минут"),
        "ask_second_look": say("попросил(а) второй взгляд"),
        "agree_second_look": say("подтвердил(а) второй взгляд"),
        "decline_second_look": say("отклонил(а) второй взгляд"),
    }


def _school(voice: Voice) -> dict[str, str]:
    say = voice.say
    return {
        "import_journal": say("загружен журнал"),
        "drop_upload": say("файл журнала удалён без загрузки"),
        "set_school": say("изменены правила школы"),
        "post_announcement": say("отправил(а) объявление"),
        "schedule_announcement": say("запланировал(а) объявление"),
        "correct_announcement": say("исправил(а) объявление"),
        "recall_announcement": say("отозвал(а) объявление"),
        "drop_announcement": say("объявление снято до отправки"),
        "remind_of_announcement": say("напомнил(а) об объявлении"),
        "remind_to_look": say("напомнил(а) тем, кто не заглядывал"),
        "write_letter": say("семья ответила на объявление"),
        "answer_letter": say("ответил(а) семье"),
        "tell_in_person": say("сообщил(а) лично"),
        "retry_notice": say("застрявшее отправлено ещё раз"),
        "drop_notice": say("застрявшее снято"),
        "release_queue": say("рассылка разрешена после восстановления"),
        "restore_database": say("база восстановлена из копии"),
        "find_older_database": say("при запуске найдена прежняя база"),
        "make_backup": say("сделана копия базы"),
        "back_up": say("сделал(а) копию базы из консоли"),
        "verify_audit": say("проверил(а) журнал действий"),
    }
