"""A journal as a file-based data import: a zip with GlInterface.csv, as Oracle's own spreadsheet makes it.

The file has no heading: 149 columns by position (template of release 25c), those that we fill have a name here.
"""

import csv
import io
import zipfile
import zlib

WIDTH = 149
COLUMNS = {"Status": 0, "LedgerId": 1, "Date": 2, "Source": 3, "Category": 4, "Currency": 5, "Created": 6, "Actual": 7}
COLUMNS |= {f"Segment{number}": 7 + number for number in range(1, 31)}
COLUMNS |= {"EnteredDrAmount": 38, "EnteredCrAmount": 39}
COLUMNS |= {f"Reference{number}": 41 + number for number in range(1, 11)} | {"GroupId": 66, "Period": 94}
FILE = "GlInterface.csv"
JOB = "/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher"
ACCOUNT = "fin$/generalLedger$/import$"
SECURITY_GROUP = "FAFusionImportExport"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same journal makes the same file, whenever it is made


def group_id(key):
    """Number that keeps the rows of one journal together; the same for every try.

    >>> group_id("O1-JO-7") == group_id("O1-JO-7") != group_id("O1-JO-8")
    True
    """
    return zlib.crc32(key.encode())


def rows(header, key):
    """Rows of the file for the values of importJournals."""
    day = header["AccountingDate"].replace("-", "/")
    common = {"Status": "NEW", "LedgerId": header["LedgerId"], "Date": day, "Source": header["UserSourceName"]}
    common |= {"Category": header["UserCategoryName"], "Created": day, "Actual": "A", "GroupId": group_id(key)}
    common |= {"Period": header["AccountingPeriodName"], "Reference2": header.get("BatchDescription", "")}
    for line in header["GlInterface"]:
        row = [""] * WIDTH
        for name, value in {**common, "Currency": line["CurrencyCode"], **line}.items():
            if name in COLUMNS:
                row[COLUMNS[name]] = str(value)
        yield row


def journal_zip(header, key):
    """The zip as bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows(header, key))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(FILE, LONG_AGO), text.getvalue().encode())
    return held.getvalue()


def parameters(header, key, access_set=""):
    """What the import job is told: access set, source, ledger, group, errors to suspense, summary, flexfields."""
    parts = (access_set or "#NULL", header["UserSourceName"], header["LedgerId"], group_id(key), "N", "N", "N")
    return ",".join(map(str, parts))
