"""The frame of the benchmarks: finds them, draws their tables, goes on when one fails."""

from types import SimpleNamespace

import pytest

from benchmarks import __main__ as running
from benchmarks.measuring import Missing, best_of, timed


@pytest.fixture
def benchmarks_of(monkeypatch):
    """Let the frame find these benchmarks: a name, and what its ``run`` does."""

    def find(**works):
        modules = {
            f"benchmarks.bench_{name}": SimpleNamespace(TITLE=f"what {name} measures", run=work)
            for name, work in works.items()
        }
        monkeypatch.setattr(running, "list_benchmarks", lambda: tuple(sorted(works)))
        monkeypatch.setattr(running.importlib, "import_module", modules.__getitem__)

    return find


def failing(error):
    def run():
        raise error

    return run


def test_every_benchmark_prints_a_table_and_the_machine_is_named_once(benchmarks_of, capsys):
    benchmarks_of(
        places=lambda: [{"what": "located", "a second": 12_345}, {"what": "placed", "a second": 1.5}],
        map=lambda: [{"what": "open", "s": 0.25}],
    )
    assert running.main([]) == 0
    said = capsys.readouterr().out
    assert said.count("Processor") == 1
    assert "| located |   12,345 |\n| placed  |    1.500 |" in said
    assert "what map measures" in said


def test_only_what_was_named_is_run(benchmarks_of, capsys):
    benchmarks_of(places=lambda: [{"x": 1}], map=failing(RuntimeError("not asked")))
    assert running.main(["places"]) == 0
    assert running.main(["plaices"]) == 2
    assert "There are: map, places" in capsys.readouterr().out


def test_one_that_fails_is_named_and_the_others_go_on(benchmarks_of, capsys):
    benchmarks_of(a=failing(RuntimeError("broken")), b=lambda: [{"x": 1}])
    assert running.main([]) == 1
    said = capsys.readouterr().out
    assert "failed: RuntimeError: broken" in said
    assert "what b measures" in said
    assert said.rstrip().endswith("Failed: a")


def test_missing_data_leaves_one_out_and_is_no_failure(benchmarks_of, capsys):
    benchmarks_of(a=failing(Missing("the line is not there")))
    assert running.main([]) == 0
    assert "left out: the line is not there" in capsys.readouterr().out


@pytest.mark.parametrize("name", running.list_benchmarks())
def test_every_benchmark_says_what_it_measures(name):
    module = running.importlib.import_module(f"benchmarks.bench_{name}")
    assert module.TITLE
    assert callable(module.run)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10_000, "10,000"),
        (0.25, "0.250"),
        (12.5, "12.50"),
        (123.45, "123.5"),
        (0.000012, "1.2e-05"),
        ("-", "-"),
    ],
)
def test_figures_are_written_to_be_read(value, expected):
    assert running.format_cell(value) == expected


def test_times_are_seconds():
    seconds, result = timed(lambda: 7)
    assert 0 <= seconds < 1
    assert result == 7
    assert 0 <= best_of(3, lambda: None) < 1
