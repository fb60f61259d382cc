"""How PostgreSQL is to read a language.

Chinese comes already cut into words; what Latin words a Chinese text has are English as a rule, so it is read with
the English configuration, whose stemmer leaves Chinese words alone.
"""

CONFIGURATIONS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish", "zh": "english",
}  # fmt: skip


def configuration(language):
    """Return PostgreSQL's text search configuration for an Odoo language code.

    >>> configuration("fr_BE"), configuration("zh_CN"), configuration("ja_JP")
    ('french', 'english', 'simple')
    """
    return CONFIGURATIONS.get((language or "").split("_")[0].split("@")[0], "simple")
