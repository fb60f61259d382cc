"""What a finance or sales person can do about Kingdee's answers. Kingdee's own Chinese text stays beside it."""

VOUCHER = "correct what EAS names in the voucher (account, period, auxiliary accounts) and send it again"
ACCOUNT = "create this account in EAS, or map it to one that exists there"
PERIOD = "open the period in EAS, or give the entry a date in an open period"
FORM = "correct what K/3 Cloud names in the document and send it again"
FORM_LEFT = "the document was saved in K/3 Cloud and not approved: finish it there, or correct it and send it again"
BASE_DATA = "create or approve this base data in K/3 Cloud, or map it to one that exists there"
RIGHT = "give the integration user of the ERP the right for this document"
DISPUTED = "look into the ERP for this key before you send it again"
ADVICE = [VOUCHER, ACCOUNT, PERIOD, FORM, FORM_LEFT, BASE_DATA, RIGHT, DISPUTED]
# Chinese words in an answer, and what they mean for the reader.
OF_VOUCHER = (("没有找到科目", ACCOUNT), ("科目", ACCOUNT), ("期间", PERIOD))
OF_FORM = (("权限", RIGHT), ("不存在", BASE_DATA), ("禁用", BASE_DATA), ("未审核", BASE_DATA), ("期间", PERIOD))


def advice(text, known, otherwise):
    """
    >>> advice("凭证分录1没有找到科目:660201", OF_VOUCHER, VOUCHER) == ACCOUNT
    True
    """
    return next((words for part, words in known if part in text), otherwise)
