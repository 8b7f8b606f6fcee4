"""Dates come out right and with a zone, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from ingest.dates import known_date, parse_date, period

JAKARTA = ZoneInfo("Asia/Jakarta")
AFTERNOON = datetime(2025, 6, 5, 15, 6, tzinfo=JAKARTA)
MIDNIGHT = datetime(2025, 6, 5, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-05 15:06",
        "2025-06-05T15:06:00+07:00",
        "2025-06-05T08:06:00Z",
        "2025-06-05 15:06 WIB",
        "2025-06-05 16:06 WITA",
        "2025-06-05 17:06:00 WIT",
        "2025-06-05T08:06:00.000Z",
        "Kamis, 05 Juni 2025 15:06 WIB",
        "Kamis, 5 Juni 2025 | 15.06 WIB",
        "Kamis (5/6/2025) 15.06 WIB",
        "5 June 2025 15:06",
        "5 Jun 2025 - 15:06",
        "5 Juni 2025 pukul 15.06 WIB",
        "June 5, 2025 3:06 PM",
        "June 5th, 2025 at 3:06 p.m.",
        "Thu, 05 Jun 2025 15:06:00 +0700",
        "05/06/2025, 15:06 WIB",
        "  5   Juni 2025,  15:06 ",
        "1749110760",
        "1749110760.0",
        "1749110760000",
    ],
)
def test_one_moment_in_all_the_ways_it_is_written(text: str) -> None:
    moment = parse_date(text, JAKARTA)
    assert moment == AFTERNOON
    assert moment.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    ["2025-06-05", "20250605", "2025/6/5", "4 June 2025 24:00", "5/6/2025", "05-06-2025", "5.6.2025", "5-6-25",
     "5 Juni 2025", "05 JUNI 2025", "5 Jun 2025", "Kam, 5 Juni 2025", "June 5, 2025", "5th of June 2025"],
)  # fmt: skip
def test_a_date_without_time_is_midnight_in_the_given_zone(text: str) -> None:
    assert parse_date(text, JAKARTA) == MIDNIGHT


@pytest.mark.parametrize("month", ["Agustus", "agt", "Ags.", "Agu", "August", "AUG"])
def test_months_go_by_their_indonesian_and_english_names_and_abbreviations(month: str) -> None:
    assert parse_date(f"17 {month} 2025", JAKARTA) == datetime(2025, 8, 17, tzinfo=JAKARTA)


def test_the_day_stands_before_the_month_unless_that_cannot_be() -> None:
    assert parse_date("4/6/2025", JAKARTA) == datetime(2025, 6, 4, tzinfo=JAKARTA)
    assert parse_date("6/13/2025", JAKARTA) == datetime(2025, 6, 13, tzinfo=JAKARTA)


def test_the_zone_in_the_text_wins_over_the_given_one() -> None:
    assert parse_date("5 Juni 2025 15:06 WIT", JAKARTA) == datetime(2025, 6, 5, 6, 6, tzinfo=UTC)
    assert parse_date("2025-06-05 15:06 GMT-5", JAKARTA) == datetime(
        2025, 6, 5, 15, 6, tzinfo=timezone(timedelta(hours=-5))
    )
    assert parse_date("5 Juni 2025", ZoneInfo("Asia/Jayapura")) == datetime(2025, 6, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["Thursday the 5th of June in 2025", "2025, June 5"])
def test_odd_forms_are_left_to_dateparser(text: str) -> None:
    assert known_date(text, JAKARTA) is None
    assert parse_date(text, JAKARTA) == MIDNIGHT


@pytest.mark.parametrize(
    "text",
    ["", "   ", "kemarin", "Muara Sela", "31/02/2025", "31 Februari 2025", "2025-02-31", "13/13/2025", "0000-00-00",
     "5 Juni 2025 99:99", "5 Juni", "2025", "15.06 WIB", "2 jam yang lalu", "2025-06-05T15:06:00+99:00", "9" * 400,
     "5 Juni 2025 " * 20, "²", "June 5, 2025 13:06 PM"],
)  # fmt: skip
def test_what_names_no_day_that_ever_was_is_no_date(text: str) -> None:
    assert parse_date(text, JAKARTA) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-06-04", "2025-06-04", "2025-06-04"),
        ("4 Juni 2025", "2025-06-04", "2025-06-04"),
        ("Maret 2025", "2025-03-01", "2025-03-31"),
        ("bulan Februari 2024", "2024-02-01", "2024-02-29"),
        ("December 2025", "2025-12-01", "2025-12-31"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("tahun 2019", "2019-01-01", "2019-12-31"),
        ("kemarin", "2025-06-04", "2025-06-04"),
        ("Hari  ini", "2025-06-05", "2025-06-05"),
        ("2 minggu lalu", "2025-05-22", "2025-05-22"),
        ("yesterday", "2025-06-04", "2025-06-04"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    found = period(text, AFTERNOON)
    assert found is not None
    assert [str(day) for day in found] == [first, last]


@pytest.mark.parametrize("text", ["Maret", "entah", "", "2025-13", "31 Februari 2025", "kemarin lusa sekali"])
def test_what_names_no_day_is_no_period(text: str) -> None:
    assert period(text, AFTERNOON) is None
