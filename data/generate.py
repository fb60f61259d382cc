#!/usr/bin/env python3
"""Write the sample company as CSV files. Same seed, scale and anchor: the same bytes, on any machine."""

import argparse
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from company import generate  # noqa: E402

SEED = 2026
ANCHOR = date(2026, 10, 31)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="300 customers times this (default 1)")
    parser.add_argument(
        "--out", type=Path, default=HERE / "csv", help="folder to write to (default: csv beside this file)"
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"start of all chance (default {SEED})")
    parser.add_argument(
        "--anchor", type=date.fromisoformat, default=ANCHOR, help=f"last day of the history (default {ANCHOR})"
    )
    options = parser.parse_args(argv)
    for name, rows in sorted(generate(options.out, options.scale, options.seed, options.anchor).items()):
        print(f"{name}.csv {rows}")


if __name__ == "__main__":
    main()
