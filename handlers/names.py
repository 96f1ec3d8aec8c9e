"""Is a typed word a name? «Марии», «Павла», «Maria's» and «Маши» are; «литра» is not Лия. Pure."""

import re
from collections.abc import Iterator

from handlers.wishes import fold, likeness
from school.latin import latin

_SHORT = 4  # letters: of a name that other words begin like
_ENDING = re.compile("[аеиоуыюяйьм]{0,2}")
_FLEETING = re.compile("(.*[^аеиоуыэюя])[ео]([лвр])")  # Павел, Лев: the vowel goes in «Павла», «Льва»
_CALLED = """
александр: саша саня шура
александра: саша шура
алексей: леша алеша
алена: алёнка
анастасия: настя
анатолий: толя
андрей: андрюша
анна: аня анюта нюра
антонина: тоня
арсений: сеня арсюша
арина: ариша
артем: тема артемка
богдан: даня
борис: боря
валентин: валя
валентина: валя
валерий: валера
валерия: лера
варвара: варя
василий: вася
василиса: вася
вероника: ника
виктор: витя
виктория: вика
владимир: вова володя
владислав: влад владик
вячеслав: слава
галина: галя
георгий: гоша жора
григорий: гриша
даниил: даня данил данила
данила: даня
дарья: даша
денис: дениска
дмитрий: дима митя
евгений: женя
евгения: женя
екатерина: катя катюша
елена: лена
елизавета: лиза
иван: ваня
илья: илюша
ирина: ира
константин: костя
кристина: кристи
ксения: ксюша
кирилл: кирюша
лариса: лара
лев: лева
лидия: лида
любовь: люба
людмила: люда мила
максим: макс
маргарита: рита
мария: маша маруся мари
матвей: мотя
михаил: миша
надежда: надя
наталья: наташа
наталия: наташа
никита: никитка
николай: коля
оксана: ксюша
олег: олежка
ольга: оля
павел: паша
петр: петя
полина: поля
роман: рома
савелий: сава
светлана: света
семен: сема
сергей: сережа серега
софия: соня софья
софья: соня
станислав: стас
степан: степа
таисия: тая
тамара: тома
татьяна: таня
тимофей: тима тимоша
ульяна: уля
федор: федя
юлия: юля
юрий: юра
яков: яша
ярослав: ярик слава
ярослава: яся слава
"""
CALLED = {
    name: tuple(fold(short) for short in called.split())
    for name, called in (line.split(":") for line in _CALLED.strip().splitlines())
}
"""What people call those who bear a name, small letters, ё as е."""


def fits(word: str, name: str) -> int:
    """How many letters the word shares with a name, whatever the case ending, the alphabet or the pet form; 0 when it
    is another word."""
    return max(_alike(word.removesuffix("'s"), way) for way in _ways(word, fold(name)))


def _ways(word: str, name: str) -> Iterator[str]:
    own = (name, *CALLED.get(name, ()))
    fleeting = _FLEETING.fullmatch(name)
    yield from own
    if fleeting:
        yield from ("".join(fleeting.groups()), "ь".join(fleeting.groups()))
    if word.isascii() and not name.isascii():
        yield from (way for one in own for way in latin(one))


def _alike(word: str, name: str) -> int:
    shared = likeness(word, name)
    if shared < max(2, len(name) - 1) or len(word) > len(name) + 2:
        return 0
    return shared if len(name) > _SHORT or word.isascii() or _ENDING.fullmatch(word[shared:]) else 0
