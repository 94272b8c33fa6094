"""Recognising a picture that was saved again.

Each picture gets a hash of the differences in brightness between neighbours in a
small grey copy. Saved again, resized or recompressed, it keeps nearly all bits.

>>> same_picture("0f" * 32, "0f" * 31 + "0e")
True
>>> same_picture("0f" * 32, "f0" * 32)
False
"""

import io

from PIL import Image, UnidentifiedImageError

_SIDE = 16  # bits a row
BITS = _SIDE * _SIDE
# Bits by which a copy that was saved again may differ.
TOLERANCE = 10
# Blank sheets are all alike: no statement about them.
_LEAST_STRUCTURE = 12
# What is opened at all. Odoo makes no small copy of a larger one.
_MAX_PIXELS = 50_000_000


def is_too_large(data):
    """Whether a picture has more pixels than are opened, however few bytes it has.

    :param bytes data: content of a picture file
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.width * image.height > _MAX_PIXELS
    except Image.DecompressionBombError:
        return True
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False


def picture_hash(data):
    """Hash of a picture's looks.

    :param bytes data: content of a picture file
    :return: 64 hex digits, or None when it is no picture that can be compared
    """
    if is_too_large(data):
        return None
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("L", (_SIDE * 8, _SIDE * 8))
            small = image.convert("L").resize(
                (_SIDE + 1, _SIDE), Image.Resampling.LANCZOS
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    pixels = list(small.getdata())
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            place = row * (_SIDE + 1) + column
            bits = bits << 1 | (pixels[place] > pixels[place + 1] + 2)
    if not _LEAST_STRUCTURE <= bits.bit_count() <= BITS - _LEAST_STRUCTURE:
        return None
    return f"{bits:0{BITS // 4}x}"


def same_picture(one, other):
    """Whether two hashes are of the same picture, saved again.

    :rtype: bool
    """
    return (int(one, 16) ^ int(other, 16)).bit_count() <= TOLERANCE
