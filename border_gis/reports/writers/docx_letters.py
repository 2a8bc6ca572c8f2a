"""Put letters into a document, so that it looks the same where they are not installed.

ECMA-376 part 4, section 10.1: the first 32 bytes of an embedded font are changed by the bytes of
its key, in reverse order.
"""

from __future__ import annotations

import io
import zipfile
from uuid import NAMESPACE_URL, uuid5

from border_gis.i18n.letters import CHINESE_SERIF_FAMILY, Letters, read_letters

_KEY = str(uuid5(NAMESPACE_URL, "border-gis:letters:chinese-serif")).upper()
_PART = "word/fonts/letters1.odttf"
_RELATIONS = "word/_rels/fontTable.xml.rels"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def embed_chinese_letters(document: bytes) -> bytes:
    """Return a DOCX with the Chinese letters inside it."""
    source = zipfile.ZipFile(io.BytesIO(document))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(
                    b"<Override",
                    b'<Default Extension="odttf" '
                    b'ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/><Override',
                    1,
                )
            elif entry.filename == "word/fontTable.xml":
                content = content.replace(b"</w:fonts>", _describe() + b"</w:fonts>")
                if b"xmlns:r=" not in content:
                    content = content.replace(b"<w:fonts ", f'<w:fonts xmlns:r="{_RELATION}" '.encode(), 1)
            elif entry.filename == "word/settings.xml":
                # The schema has this before nearly everything else.
                head, _, rest = content.partition(b"<w:zoom")
                content = head + b"<w:zoom" + _after_zoom(rest) if rest else content
            target.writestr(entry.filename, content)
        target.writestr(_PART, obfuscate(read_letters(Letters.CHINESE_SERIF), _KEY))
        target.writestr(
            _RELATIONS,
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<Relationships xmlns="{_PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{_RELATION}/font" '
            'Target="fonts/letters1.odttf"/></Relationships>',
        )
    return output.getvalue()


def obfuscate(font: bytes, key: str) -> bytes:
    """Change the first 32 bytes of a font by its key; done twice, it is as it was."""
    pattern = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    return bytes(one ^ other for one, other in zip(font[:32], pattern, strict=True)) + font[32:]


def _describe() -> bytes:
    return (
        f'<w:font w:name="{CHINESE_SERIF_FAMILY}"><w:charset w:val="86"/><w:family w:val="roman"/>'
        f'<w:pitch w:val="variable"/><w:embedRegular r:id="rId1" w:fontKey="{{{_KEY}}}"/></w:font>'
    ).encode()


def _after_zoom(rest: bytes) -> bytes:
    before, end, after = rest.partition(b"/>")
    return before + end + b"<w:embedTrueTypeFonts/>" + after
