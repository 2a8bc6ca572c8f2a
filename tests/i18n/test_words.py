"""Every code has its words, and every word has its code."""

import ast
import re
import string
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import border_gis
from border_gis.i18n import LANGUAGES, load_words

PACKAGE = Path(border_gis.__file__).parent
WORDS = sorted((PACKAGE / "i18n" / "words").glob("*.toml"))
SPEAKERS = {
    "BorderGisError", "CrsError", "DataError", "Finding", "InputError", "NotFoundError", "StoreError",
    "say", "translate",
}  # fmt: skip


def modules() -> list[ast.Module]:
    sources = [*PACKAGE.rglob("*.py"), PACKAGE.parent / "app.py"]
    return [ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in sources if path.exists()]


def spoken_codes() -> set[str]:
    """Codes that stand as the first argument of something that speaks in codes."""
    codes = set()
    for module in modules():
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in SPEAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                codes.add(first.value)
    return codes | said_in_pages()


def said_in_pages() -> set[str]:
    """Codes that the templates of the service's pages say."""
    pages = PACKAGE.rglob("*.html")
    return {
        code for page in pages for code in re.findall(r'\bsay\("([\w.]+)"', page.read_text(encoding="utf-8"))
    }


def mentioned_codes() -> tuple[set[str], list[re.Pattern[str]]]:
    """All string literals of the program, and the patterns of those that are put together."""
    literals = said_in_pages()
    patterns: list[re.Pattern[str]] = []
    for module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in node.values
                ]
                if isinstance(node.values[0], ast.Constant) and "." in str(node.values[0].value):
                    patterns.append(re.compile("".join(parts)))
            elif isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                name = re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
                patterns.append(re.compile(rf"{name}\.\w+"))
    return literals, patterns


def names_of(template: str) -> set[str]:
    return {field.split(".")[0] for _, field, _, _ in string.Formatter().parse(template) if field is not None}


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_every_code_has_vietnamese_and_english_with_the_same_parameters(path):
    for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert set(entry) <= set(LANGUAGES), f"{code}: unknown language"
        assert entry.get("vi", "").strip(), f"{code}: no Vietnamese"
        assert entry.get("en", "").strip(), f"{code}: no English"
        for language, template in entry.items():
            assert names_of(template) == names_of(entry["vi"]), f"{code}: parameters differ in {language}"
            assert "" not in names_of(template), f"{code}: a parameter without a name in {language}"


def test_no_code_is_written_in_two_areas():
    codes = Counter(code for path in WORDS for code in tomllib.loads(path.read_text(encoding="utf-8")))
    assert [code for code, times in codes.items() if times > 1] == []


def test_every_code_that_the_program_speaks_has_words():
    assert sorted(spoken_codes() - set(load_words())) == []


def test_no_words_are_left_over():
    literals, patterns = mentioned_codes()
    unused = [
        code
        for code in load_words()
        if code not in literals and not any(pattern.fullmatch(code) for pattern in patterns)
    ]
    assert unused == []


def test_words_are_composed_characters():
    """NFC throughout, so that a search for a typed word finds it."""
    import unicodedata

    for code, entry in load_words().items():
        for text in entry.values():
            assert unicodedata.is_normalized("NFC", text), code
