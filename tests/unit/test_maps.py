"""Maps: what is drawn where, what is not, and that labels stand in nobody's way."""

import itertools
import re
from importlib import resources

import pytest

from ctgraph.describe import Text
from ctgraph.web import maps

RABAT = maps.Marker(Text("Rabat"), position=(34.01325, -6.83255))
DAKAR = maps.Marker(Text("Dakar"), position=(14.6937, -17.44406))
NIGER = maps.Marker(Text("Niger"), country="562")


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),  # what d3-geo 3.1.2 gives for the same scale
    [(0, 180, 500, 0), (34, -6.8, -17.3269, -123.232), (90, 0, 0, -243.3585), (-60, 100, 209.266, 201.0435)],
)
def test_a_point_lies_where_the_outline_has_it(latitude, longitude, x, y):
    assert maps.project(latitude, longitude) == pytest.approx((x, y), abs=0.01)


def test_the_capital_lies_within_its_country():
    """The projection of the server and of the drawn outline are one."""
    x, y = maps.project(13.5128, 2.1128)  # Niamey, by any atlas
    left, top, right, bottom = maps._outline()["562"].box
    assert left < x < right
    assert top < y < bottom


def test_every_country_of_the_table_is_drawn():
    svg = resources.files("ctgraph.web").joinpath("static/world.svg").read_text("utf-8")
    assert set(re.findall(r'id="c(\d{3})"', svg)) == set(maps._outline())
    assert len(maps._outline()) > 200


def test_a_map_holds_what_it_shows_with_room_around_it():
    drawn = maps.draw([RABAT, DAKAR, NIGER])
    left, top, right, bottom = drawn.box
    for point in (*drawn.pins, *drawn.areas):
        assert left < point.x < right
        assert top < point.y < bottom
    assert (right - left) / (bottom - top) == pytest.approx(1.6, abs=0.01)
    assert drawn.shown == (NIGER, RABAT, DAKAR)


def test_one_place_is_shown_among_its_neighbours():
    left, _, right, _ = maps.draw([RABAT]).box
    assert right - left >= 90


def test_what_has_no_place_is_said_and_not_drawn():
    sahel = maps.Marker(Text("Sahel"))
    unknown = maps.Marker(Text("Nowhere"), country="999")
    assert maps.draw([sahel, unknown]) is None
    assert maps.draw([sahel, RABAT, unknown]).absent == (sahel, unknown)


def test_the_same_marker_twice_is_drawn_twice():
    assert len(maps.draw([RABAT, RABAT]).pins) == 2


def test_labels_neither_meet_nor_leave_the_map():
    crowd = [maps.Marker(Text(f"Place number {n}"), position=(10 + n / 7, 5 + n % 5)) for n in range(40)]
    drawn = maps.draw(crowd)
    places = [maps._sides(p, drawn.step)[p.side] for p in drawn.pins if p.side]
    assert 0 < len(places) < 40
    assert all(maps._within(place, drawn.box) for place in places)
    assert not any(maps._meets(a, [b]) for a, b in itertools.combinations(places, 2))


def test_the_whole_world_does_not_depend_on_what_is_shown():
    assert maps.draw([RABAT], whole=True).box == maps.draw([NIGER], whole=True).box
