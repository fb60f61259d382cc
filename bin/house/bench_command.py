"""bin/bench: measure one thing and print what came out as one JSON object, on the last line.

bin/bench --list            what can be measured
bin/bench erp-push          tests/bench/bench_erp_push.py
bin/bench erp-push --scale 10

The database server is a durable one: figures of a server that forgets at a power cut would be lies.
"""

import argparse
import ast
import importlib.util
import json
import sys
from pathlib import Path

from .console import Halt, say
from .environment import add_options, enter
from .machine import ROOT, alone

FOLDER = ROOT / "tests/bench"


def found(folder=FOLDER):
    """{name: (path, first line of its docstring)} of every benchmark."""
    benches = {}
    for path in sorted(Path(folder).glob("bench_*.py")):
        line = (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()
        benches[path.stem.removeprefix("bench_").replace("_", "-")] = (path, line[0] if line else "no docstring")
    return benches


class Stage:
    """What a benchmark gets: `main(house)`. Everything opened through it is closed when the benchmark ends."""

    def __init__(self, environment, options):
        self.environment = environment
        self.scale = options.scale

    def open(self):
        """A real house: `with house.open() as real:` — database, Odoo, job runner, ERP (tests/scene/real_house.py)."""
        from real_house import open_house

        return open_house(self.environment)


def measure(path, stage):
    """Run one benchmark and return its figures; Halt when it does not give an object that JSON knows."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    figures = module.main(stage)
    if not isinstance(figures, dict):
        raise Halt(f"{path.name}: main(house) must return a dictionary, not {type(figures).__name__}.")
    return json.dumps(figures, ensure_ascii=False, default=str)


def main():
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="which benchmark")
    parser.add_argument("--list", action="store_true", help="name them all")
    parser.add_argument("--scale", type=float, default=1, metavar="N", help="how much work, for those that know it (1)")
    add_options(parser)
    options = parser.parse_args()
    benches = found()
    if options.list or not options.name:
        say("\n".join(f"{name:<20} {line}" for name, (_path, line) in benches.items()) or "no benchmark yet")
        return 0
    if options.name not in benches:
        raise Halt(f"there is no benchmark {options.name}: bin/bench --list names them.", 2)
    sys.path[:0] = [str(ROOT / "tests" / name) for name in ("scene", "simulators", "faults")]
    environment = enter(options, "bench", testing=True)
    try:
        with alone("bench", "another benchmark is running: two at once would measure each other."):
            say(measure(benches[options.name][0], Stage(environment, options)))
    finally:
        environment.close()
    return 0
