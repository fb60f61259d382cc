"""Words of a text, the same for the index and for the question, in Chinese and in languages with blanks.

Chinese is cut into dictionary words (in search mode: a compound and its parts) and, beside them, into pairs of
neighbouring characters and single ones: they find what the dictionary cuts differently in the question and in the
text, and what a customer says shorter than the author.
Latin words stay whole; PostgreSQL stems them.
"""

import re
import unicodedata

import rjieba

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+(?:-[^\W_{HAN}]+)*)")
CHINESE = re.compile(rf"[{HAN}]+")
# Words that any question has and no answer depends on.
STOP = frozenset(
    """
    的 了 吗 呢 吧 啊 呀 么 是 在 有 和 与 或 及 我 你 您 他 她 它 我们 你们 您们 他们 咱们 自己 这 那
    这个 那个 这些 那些 这样 那样 什么 怎么 怎么办 怎样 怎么样 如何 为什么 为何 多少 几 哪 哪个 哪些
    哪里 请问 请 一下 一个 可以 能 能否 可否 是否 会 要 想 需要 应该 就 都 也 还 又 再 很 太 把 被 给 让
    对 从 到 向 用 以 于 而 但 但是 因为 所以 如果 时候 时 上 下 里 中 后 前 个 着 过 得 地 之 其 一 不
    没 没有 有没有 不是 是不是 能不能 可不可以 谢谢 你好 您好
    """.split()  # noqa: SIM905
)

# Words that people talk with rather than about. They may stand in an article by chance, and then they look rare.
TALK = frozenset(
    """
    able about actually again already always another anybody anyone anything anyway ask asked asking
    away back been before better bit came can come could day days did does doing done else even ever
    every everything find first get gets getting give given go goes going gone good got guy guys had
    happen happened happens hello help hey hi how just keep keeps know last let like long look lot made
    make makes many may maybe me might mine morning much must my need needs never new next night nothing
    now ok okay one only other our ours out over people please possible put quite really right said same
    say says see should since some somebody someone something sometimes soon still stuff such sure take
    takes tell thank thanks thing things think time times today told tomorrow tonight too took tried try
    trying two until up us use used using very via want wanted wants way we week weeks well went what
    when where which while who whole why will with without work works would yes yesterday yet you your
    yours
    """.split()  # noqa: SIM905
)
# jieba's tags of words that carry no subject: adverbs, times, pronouns, prepositions, conjunctions, particles,
# exclamations, numerals, measure words, directions, onomatopoeia.
TALK_TAGS = ("d", "t", "r", "p", "c", "u", "y", "e", "m", "q", "f", "o")


def normalise(text):
    """Full-width signs become ordinary ones, letters small.

    >>> normalise("ＣＵ－１０２")
    'cu-102'
    """
    return unicodedata.normalize("NFKC", text or "").lower()


def tokens(text):
    """Return [(token, is_han)] in order of appearance. A model number also appears joined: CU-102 as cu102.

    >>> tokens("The CU-102 leaks")
    [('the', False), ('cu', False), ('102', False), ('cu102', False), ('leaks', False)]
    >>> [word for word, _ in tokens("专用发票怎么开？")]
    ['专用', '发票', '专用发票', '开', '用发', '票开', '专', '用', '发', '票']
    """
    found = []
    for run in RUN.finditer(normalise(text)):
        if run.lastgroup == "han":
            found.extend((word, True) for word in _chinese(run.group()))
        else:
            found.extend((word, False) for word in _latin(run.group()))
    return found


def _latin(run):
    parts = run.split("-")
    if len(parts) > 1 and any(map(str.isdigit, "".join(parts))):
        parts.append("".join(parts))
    return parts


def _chinese(run):
    words = [word for word in rjieba.cut_for_search(run) if word not in STOP]
    kept = [word for word in rjieba.cut(run) if word not in STOP]
    meaningful = "".join(kept)
    known = set(words)
    pairs = [pair for pair in map("".join, zip(meaningful, meaningful[1:], strict=False)) if pair not in known]
    return words + pairs + [sign for sign in meaningful if sign not in known]


def chinese_words(text):
    """Return the set of Chinese words as the dictionary cuts them.

    >>> sorted(chinese_words("滤芯换了")), "换" in chinese_words("积分兑换")
    (['了', '换', '滤芯'], False)
    """
    return {word for run in CHINESE.findall(normalise(text)) for word in rjieba.cut(run)}


def talk(text):
    """Return those tokens of a question that are only talk.

    >>> sorted(talk("I just want a new filter")), "最近" in talk("最近锅炉漏水"), "锅炉" in talk("最近锅炉漏水")
    (['just', 'new', 'want'], True, False)
    """
    idle, meant = set(), set()
    for run in RUN.finditer(normalise(text)):
        if run.lastgroup == "word":
            idle.update(word for word in run.group().split("-") if word in TALK)
            continue
        for word, tag in rjieba.tag(run.group()):
            side = idle if tag.startswith(TALK_TAGS) else meant
            side.add(word)
            side.update(word)
    return idle - meant


def indexed(text):
    """Return the text as PostgreSQL's parser is to see it: words with blanks between them."""
    return " ".join(word for word, _han in tokens(text))


def vocabulary(text, shortest=4):
    """Return the words that a mistyped word may be meant for: written in letters, not too short.

    >>> sorted(vocabulary("The boiler of 2024 掉水"))
    ['boiler']
    """
    return {word for word, han in tokens(text) if not han and len(word) >= shortest and word.isalpha()}
