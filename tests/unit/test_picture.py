"""Recognising pictures that were saved again."""

import io

from PIL import Image, ImageDraw

from zi_governance.tools.picture import is_too_large, picture_hash, same_picture


def _photo(shift=0, quality=90, size=(320, 240)):
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    for number in range(9):
        left = (number * 67 + shift * 41) % 300
        top = (number * 53 + shift * 97) % 220
        draw.ellipse((left, top, left + 60, top + 45), fill=(number * 25, 80, 140))
    stream = io.BytesIO()
    image.resize(size).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def test_saved_again_is_the_same():
    """Other quality and size do not hide a picture."""
    one = picture_hash(_photo())

    assert same_picture(one, picture_hash(_photo(quality=40)))
    assert same_picture(one, picture_hash(_photo(size=(700, 525))))


def test_other_pictures_differ():
    """Two photos of different things are two pictures."""
    hashes = [picture_hash(_photo(shift)) for shift in range(6)]

    for place, one in enumerate(hashes):
        assert not any(same_picture(one, other) for other in hashes[place + 1 :])


def test_nothing_is_said_of_blank_sheets_and_other_files():
    """A blank scan, a broken picture and a PDF are never "the same picture"."""
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(stream, "PNG")

    assert picture_hash(stream.getvalue()) is None
    assert picture_hash(b"\x89PNG\r\n\x1a\nbroken") is None
    assert picture_hash(b"%PDF-1.7") is None


def test_picture_of_too_many_pixels_is_not_opened():
    """Few bytes may hold very many pixels: such a picture gets no hash."""
    for side, too_large in ((8000, True), (20000, True), (100, False)):
        stream = io.BytesIO()
        Image.new("1", (side, side)).save(stream, "PNG")
        assert is_too_large(stream.getvalue()) is too_large
        if too_large:
            assert picture_hash(stream.getvalue()) is None
    assert not is_too_large(b"no picture")
