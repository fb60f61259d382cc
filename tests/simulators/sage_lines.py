"""Lines of a simulated X3 document that is changed: they keep their product, and what has been delivered stays."""

from sage_objects import Refused


def change_lines(lines, changes):
    """`changes` are {number: fields}; a number behind the last line adds one."""
    for number, fields in sorted(changes.items()):
        if number == len(lines) + 1:
            lines.append(fields)
        elif 1 <= number <= len(lines):
            old = lines[number - 1]
            if fields.get("ITMREF", old.get("ITMREF")) != old.get("ITMREF"):
                raise Refused(f"Line {number}: the product cannot be changed")
            old |= fields
        else:
            raise Refused(f"Line {number}: the line does not exist")


def delete_lines(row, block, keys):
    lines = row.get(block, [])
    if not set(keys) <= {str(number) for number in range(1, len(lines) + 1)}:
        raise Refused("The line does not exist")
    if any(lines[int(key) - 1].get("DLVFLG") for key in keys):
        raise Refused("A line that has been delivered cannot be deleted")
    row[block] = [line for number, line in enumerate(lines, 1) if str(number) not in keys]
