"""Values at a path: in the content of a call and in its answer."""


def at(answer, path):
    """Text at a path of local names below the answer, "" when it is not there or nil."""
    found = answer
    for name in path.split("/") if path else ():
        found = found.find(f"{{*}}{name}") if found is not None else None
    return (found.text or "").strip() if found is not None and found is not answer and found.text else ""


def get(content, path):
    for name in path.split("."):
        content = content.get(name, {}) if isinstance(content, dict) else {}
    return content if isinstance(content, str) else ""


def put(content, path, value):
    """Set a value at a path, unless the mapping has filled it. "ROWS[].X" sets it in every row, "#" is its number."""
    table, rows, rest = path.partition("[].")
    if rows:
        for number, row in enumerate(content.get(table) or (), 1):
            put(row, rest, str(number) if value == "#" else value)
        return
    *parents, last = path.split(".")
    for name in parents:
        content = content.setdefault(name, {})
    content.setdefault(last, value)
