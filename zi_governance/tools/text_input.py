"""The one function through which typed text enters.

It strips what PostgreSQL or a reader cannot take (NUL, control characters, marks
that turn the writing direction), normalises to NFC and bounds the length.

>>> clean("  Tim\\x00  kerja\\n", 20)
'Tim kerja'
"""

import re
import unicodedata

from .errors import ToolError

# What is looked at before trimming: no more work than this for any input.
RAW_FACTOR, RAW_EXTRA = 4, 1024
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
# Joiners and variation selectors hold emoji and scripts together, so they stay.
_KEPT_FORMATS = frozenset("\u200c\u200d")


class TextError(ToolError):
    """Text that is refused.

    Codes: ``not_text``, ``too_long`` (params ``length`` and ``limit``).
    """


def clean(value, max_len, multiline=False):
    """Text as it may be stored.

    Control characters, direction marks, byte order marks and half surrogate pairs
    are dropped; blanks are collapsed and trimmed. In one line every line end is a
    blank; in several lines at most one empty line stays between two texts.

    :param value: text, or None/False for an empty one
    :param int max_len: characters that may remain
    :param bool multiline: keep line ends
    :rtype: str
    :raises TextError: ``not_text``, ``too_long``
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise TextError("not_text", type=type(value).__name__)
    if len(value) > max_len * RAW_FACTOR + RAW_EXTRA:
        raise TextError("too_long", length=len(value), limit=max_len)
    text = _LINE_ENDS.sub("\n", value)
    text = "".join(letter for letter in text if _may_stay(letter))
    text = unicodedata.normalize("NFC", text)
    if multiline:
        lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
        text = _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
    else:
        text = re.sub(r"\s+", " ", text).strip()
    if len(text) > max_len:
        raise TextError("too_long", length=len(text), limit=max_len)
    return text


def _may_stay(letter):
    if letter in "\n\t" or letter in _KEPT_FORMATS:
        return True
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
