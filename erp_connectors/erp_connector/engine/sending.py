"""The mark of one sending: short, the same for every try of a message, another one when a person sends it anew.

An ERP that confirms later echoes the mark, so that a confirmation finds its message and not merely its document; and an
ERP that drops a second sending under the same mark makes a repeated call harmless.
"""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def mark(message_id, round_number=0):
    """Mark of a message in a round. A round ends when the ERP has refused: what is sent after that is another sending.

    >>> mark(57), mark(57, 1), mark(2**31 - 1)
    ('1l', '1l.1', 'zik0zj')
    """
    return _text(message_id) + (f".{_text(round_number)}" if round_number else "")


def read(text):
    """(message id, round) of a mark; None when it is not one.

    >>> read("1l.1"), read("zik0zj"), read("1L"), read(""), read("1.2.3")
    ((57, 1), (2147483647, 0), None, None, None)
    """
    parts = (text or "").split(".")
    if len(parts) > 2 or not all(part and len(part) <= 7 and set(part) <= set(DIGITS) for part in parts):
        return None
    numbers = [int(part, 36) for part in parts]
    return numbers[0], (numbers[1] if len(numbers) == 2 else 0)


def _text(number):
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text or "0"
