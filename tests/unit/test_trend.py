"""Points of the small chart of the home page."""

from zi_governance.tools.trend import HEIGHT, WIDTH, Mark, place


def test_marks_run_from_left_to_right_and_up():
    """The first lies at the left edge, the last at the right; more lies higher."""
    line = place([Mark("a", 0), Mark("b", 50), Mark("c", 100)], top=100)
    assert [dot.x for dot in line.dots] == [10, WIDTH / 2, WIDTH - 10]
    assert [dot.y for dot in line.dots] == [HEIGHT - 10, HEIGHT / 2, 10]
    assert line.points == "10,90 150,50 290,10"
    assert line.minimum_y is None


def test_minimum_lies_on_the_scale_of_the_marks():
    """The minimum has the height of a mark of the same value."""
    line = place([Mark("a", 75)], top=100, minimum=75)
    assert line.dots[0].y == line.minimum_y == 30


def test_values_outside_the_scale_stay_on_the_canvas():
    """More than the maximum is drawn at its top; a scale of nothing at the bottom."""
    assert place([Mark("a", 130)], top=100).dots[0].y == 10
    assert place([Mark("a", 5)], top=0).dots[0].y == HEIGHT - 10
    assert place([], top=100).points == ""
