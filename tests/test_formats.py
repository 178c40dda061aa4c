"""Rows are counted in answers of every format, wherever the pieces of an answer end."""

import json
from urllib.parse import parse_qsl

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from kg.formats import BEFORE, ROWS, row_counter, xml_problem
from kg.serve.form import parameters
from kg.serve.known import KnownAnswers

TEXTS = st.lists(st.sampled_from(["a", '"', "\\", "\n", "\r\n", "\t", ",", "},{", '"},{"', "<result>", "&", "中"]), max_size=3).map("a".join)


def written(rows, format):
    """An answer of some rows of two texts, None for no value, as the engine writes it."""
    values = " ".join("(" + " ".join("UNDEF" if v is None else json.dumps(v, ensure_ascii=False) for v in row) + ")" for row in rows)
    return ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}").serialize(format=ROWS[format])


@pytest.mark.parametrize("format", ROWS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=8), cuts=st.lists(st.integers(1, 30), min_size=1))
def test_rows_are_counted(format, rows, cuts):
    data = written(rows, format)
    count, place, found, n = row_counter(format), 0, BEFORE.get(format, 0), 0
    while place < len(data):
        found += count(data[place:place + cuts[n % len(cuts)]])
        place += cuts[n % len(cuts)]
        n += 1
    assert found == max(len(rows), 1 if format == "json" else 0)


@pytest.mark.parametrize(("data", "fits"), [(b"<a>\n\t\r</a>", True), ("中".encode(), True), (b"\x00", False), (b"a\x1fb", False), ("\uffff".encode(), False)])
def test_what_xml_cannot_hold_is_told(data, fits):
    assert (xml_problem(data) == "") is fits


def test_known_answers_take_no_more_room_than_they_may(monkeypatch):
    monkeypatch.setattr("kg.serve.known._MOST", 30_000)
    held = KnownAnswers()
    for number in range(100):
        held.put(("query", number), Response(b"x" * 500), 500)
        assert held.get(("query", number)) is None  # what is asked once may never be asked again
        held.put(("query", number), Response(b"x" * 500), 500)
        assert held.get(("query", number)) is not None
    assert [held.get(("query", n)) is not None for n in (0, 95, 99)] == [False, True, True]
    for _ in range(2):
        held.put("large", Response(b"x" * 100_000), 100_000)
    assert held.get("large") is None


@given(data=st.one_of(st.binary(max_size=40), st.lists(st.sampled_from([b"%", b"%4", b"%41", b"%e4%b8%ad", b"%ZZ", b"=", b"&", b"+", b"a", "中".encode(), b"\n", b"\r", b" ", b"%3d", b"_"]), max_size=12).map(b"".join)))
def test_parameters_are_read_as_the_library_reads_them(data):
    try:
        wanted = parse_qsl(data.decode(), keep_blank_values=True, errors="strict", max_num_fields=5)
    except ValueError as error:
        with pytest.raises(type(error)):
            parameters(data, 5)
    else:
        assert parameters(data, 5) == wanted
