"""bin/bench finds benchmarks by their file name and prints what they return."""

import json

import pytest
from house.bench_command import found, measure
from house.console import Halt


def bench(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_in_the_folder_is_a_benchmark(tmp_path):
    path = bench(tmp_path, "bench_erp_push.py", '"""How fast orders reach the ERP.\n\nMore."""\n')
    assert found(tmp_path) == {"erp-push": (path, "How fast orders reach the ERP.")}


def test_the_figures_are_one_json_object(tmp_path):
    path = bench(tmp_path, "bench_a.py", "def main(house):\n    return {'scale': house, 'lost': 0}\n")
    assert json.loads(measure(path, 3)) == {"scale": 3, "lost": 0}


def test_anything_else_is_refused(tmp_path):
    with pytest.raises(Halt, match="dictionary"):
        measure(bench(tmp_path, "bench_a.py", "def main(house):\n    return 1\n"), None)
