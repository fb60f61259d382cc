"""What a finance or sales person can do about Yonyou's answers. Yonyou's own Chinese text stays beside it."""

REFUSED = "correct what Yonyou names in the document and send it again"
CROSS_REFERENCE = (
    "add the pair to the cross-reference tables of the exchange platform (基础数据对照), or correct the code"
)
PERIOD = "open the period in Yonyou, or give the document a date in an open period"
NOT_CHANGED = "the document has gone further in Yonyou and cannot be replaced: change it there"

ADVICE = [REFUSED, CROSS_REFERENCE, PERIOD, NOT_CHANGED]
# Chinese words in an answer, and what they mean for the reader.
KNOWN = (
    *(("对照", CROSS_REFERENCE), ("翻译", CROSS_REFERENCE), ("不存在", CROSS_REFERENCE), ("找不到", CROSS_REFERENCE)),
    *(("结账", PERIOD), ("期间", PERIOD), ("已审批", NOT_CHANGED), ("不能修改", NOT_CHANGED)),
)


def advice(text):
    """
    >>> advice("客户 C9 没有对照") == CROSS_REFERENCE, advice("?") == REFUSED
    (True, True)
    """
    return next((words for part, words in KNOWN if part in text), REFUSED)
