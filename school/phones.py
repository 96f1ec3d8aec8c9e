"""Phone numbers: one spelling (E.164) for every way a Russian school writes them."""

import phonenumbers

REGION = "RU"


def fold_phone(text: str) -> str:
    """The number as E.164 (`+79123456789`); a number without a country code is Russian.

    Raises ValueError when it is not a number that somebody could own.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as wrong:
        raise ValueError("not a phone number") from wrong
    if not phonenumbers.is_valid_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
