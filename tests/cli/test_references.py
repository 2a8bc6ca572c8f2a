"""``border-gis references``."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from border_gis.cli import main


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    def put(raw: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))

    return put


def test_a_text_gives_a_list_with_every_part_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "bao-cao.txt"
    paper.write_text("Sạt lở tại mốc 840+600m.", encoding="utf-8")
    assert main(["references", str(paper), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "text": "mốc 840+600m",
            "start": 11,
            "end": 23,
            "readings": [
                {
                    "kind": "offset",
                    "from": {"number": 840, "sub": None, "position": None, "offset_m": 600},
                    "to": None,
                }
            ],
        }
    ]


def test_each_input_line_gives_one_output_line(typed, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": "a", "text": "mốc 571 - 572"}, {"id": 2, "text": "không có gì"}]
    typed("\n".join(json.dumps(line) for line in lines).encode())
    assert main(["references", "-", "--jsonl"]) == 0
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["id"] == "a"
    assert first["references"][0]["readings"][0]["to"]["number"] == 572
    assert second == {"id": 2, "references": []}


def test_two_neighbours_are_both_markers_or_the_stretch(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("khu vực mốc 571 và mốc 572".encode())
    assert main(["references", "--json"]) == 0
    (reference,) = json.loads(capsys.readouterr().out)
    assert reference["text"] == "mốc 571 và mốc 572"
    said = [(r["kind"], r["from"]["number"], r["to"]["number"]) for r in reference["readings"]]
    assert said == [("point", 571, 572), ("range", 571, 572)]


def test_a_distance_in_words_keeps_its_direction(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("cách mốc 691 khoảng 120 m về phía Đông".encode())
    assert main(["references", "--json"]) == 0
    ((reading,),) = [reference["readings"] for reference in json.loads(capsys.readouterr().out)]
    assert (reading["kind"], reading["from"]["offset_m"], reading["direction"]) == ("offset", 120, "E")


def test_an_empty_text_has_no_references(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed(b"")
    assert main(["references", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(256))])
def test_binary_input_is_refused_in_words(typed, capsys: pytest.CaptureFixture[str], raw: bytes) -> None:
    typed(raw)
    assert main(["references"]) == 4
    said = capsys.readouterr()
    assert "UTF-8" in said.err
    assert "Traceback" not in said.err + said.out


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["references", "khong-co.txt"]) == 3
    assert "khong-co.txt" in capsys.readouterr().err


def test_a_bad_line_is_named(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed(b'{"id": 1, "text": "x"}\n{"id": 2}\n')
    assert main(["references", "--jsonl", "--language", "en"]) == 4
    assert "Line 2" in capsys.readouterr().err
