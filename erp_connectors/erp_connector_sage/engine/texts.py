"""How X3 writes days and numbers."""


def x3_day(text):
    """
    >>> x3_day("20261122"), x3_day(""), x3_day("00000000")
    ('2026-11-22', '', '')
    """
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 and text.strip("0") else ""


def number_text(text):
    """
    >>> number_text("1 234.50"), number_text("")
    ('1234.50', '0')
    """
    return (text or "0").replace(" ", "") or "0"
