"""Text of an HTML fragment: one line per block, as a person would read it aloud."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p", "div", "li", "ul", "ol", "br", "hr", "tr", "table", "thead", "tbody", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "pre", "section", "article", "header", "footer", "main", "nav", "aside", "dt", "dd", "dl", "figure",
    "title", "option", "form",
}  # fmt: skip
SILENT = {"script", "style", "noscript", "template", "svg", "head"}
SPACE = re.compile(r"\s+")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.lines.append("")
        elif tag in ("td", "th"):
            self.lines[-1] += " "

    def handle_startendtag(self, tag, attrs):
        if tag in BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data):
        if not self.silent:
            self.lines[-1] += data


def lines(html):
    """Return the non-empty lines of an HTML text; scripts, styles and the head say nothing.

    >>> lines("<h1>Filter</h1><p>Turn it <b>left</b>.<br>Pull.</p><script>alert(1)</script>")
    ['Filter', 'Turn it left.', 'Pull.']
    """
    reader = _Reader()
    reader.feed(html or "")
    reader.close()
    return [line for line in (SPACE.sub(" ", raw).strip() for raw in reader.lines) if line]
