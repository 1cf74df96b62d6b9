"""Tables and charts: the blocks that hold figures, and what has to fit together inside them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    enum,
    integer,
    number,
    numbered,
    record,
    size,
    string,
    tagged,
    unique,
)
from bot.sandbox.blockkit.objects import ID, RICH_TEXT

MOST_CELLS = 20
# All cells of a data table together.
MOST_TABLE_TEXT = 10_000
_LABEL = string(least=1, most=20)
_AXIS_LABEL = string(most=50)


def text_in(value: Any) -> int:
    """The characters of every `text` inside a block, however deep."""
    total = 0
    rest = [value]
    while rest:
        one = rest.pop()
        if type(one) is list:
            rest += one
        elif type(one) is dict:
            for key, inner in one.items():
                if type(inner) is not str:
                    rest.append(inner)
                elif key == "text":
                    total += size(inner)
    return total


def _rows_have_one_length(value: Json) -> Problems:
    width = len(value["rows"][0])
    wrong = [index for index, row in enumerate(value["rows"]) if len(row) != width]
    return [
        Problem(f"must have {width} cells like the first row", f"/rows/{index}") for index in wrong
    ] or None


def _header_is_plain(value: Json) -> Problems:
    wrong = [index for index, cell in enumerate(value["rows"][0]) if cell["type"] == "rich_text"]
    return [Problem("unsupported type: rich_text", f"/rows/0/{index}/type") for index in wrong] or None


def _header_column_exists(value: Json) -> Problems:
    width = len(value["rows"][0])
    if value.get("row_header_column_index", 0) < width:
        return None
    return [Problem(f"must be less than {width}", "/row_header_column_index")]


def _table_is_short(value: Json) -> Problems:
    if text_in(value["rows"]) <= MOST_TABLE_TEXT:
        return None
    return [Problem(f"must be less than {MOST_TABLE_TEXT + 1} characters", "/rows")]


_CELL = tagged(
    {
        "raw_text": record({"type": anything, "text": string(least=1)}),
        "raw_number": record({"type": anything, "value": number}, {"text": string(least=1)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = record({}, {"align": enum("left", "center", "right"), "is_wrapped": boolean})


def _rows(least: int, most: int) -> Check:
    return array(array(_CELL, least=1, most=MOST_CELLS), least=least, most=most)


TABLE = record(
    {"type": anything, "rows": _rows(1, 100)},
    {"block_id": ID, "column_settings": array(_COLUMN, most=MOST_CELLS)},
)
# slack-morphism 2.30.0 allows 201 rows, the block's own page 101.
DATA_TABLE = record(
    {"type": anything, "rows": _rows(2, 101), "caption": string(least=1)},
    {
        "block_id": ID,
        "page_size": integer(1, 100),
        "row_header_column_index": integer(0, MOST_CELLS - 1),
    },
    rules=[_rows_have_one_length, _header_is_plain, _header_column_exists, _table_is_short],
)


def _positive(value: Any) -> Problems:
    return number(value) or (None if value > 0 else [Problem("must be more than 0")])


def _names_differ(value: Json) -> Problems:
    return unique("name", numbered(value, "series"))


def _points_are_the_categories(value: Json) -> Problems:
    categories = sorted(value["axis_config"]["categories"])
    wrong = [
        index
        for index, series in enumerate(value["series"])
        if sorted(point["label"] for point in series["data"]) != categories
    ]
    return [
        Problem("must have one data point for each category", f"/series/{index}/data") for index in wrong
    ] or None


# Later pages speak of twelve segments and series, the first ones of six.
_MOST_SERIES = 6
_POINT = record({"label": _LABEL, "value": number})
_SERIES = record({"name": _LABEL, "data": array(_POINT, least=1, most=20)})
_SEGMENT = record({"label": _LABEL, "value": _positive})
_AXIS = record(
    {"categories": array(_LABEL, least=1, most=20)}, {"x_label": _AXIS_LABEL, "y_label": _AXIS_LABEL}
)
_LINES = record(
    {"type": anything, "series": array(_SERIES, least=1, most=_MOST_SERIES), "axis_config": _AXIS},
    rules=[_names_differ, _points_are_the_categories],
)
_PIE = record({"type": anything, "segments": array(_SEGMENT, least=1, most=_MOST_SERIES)})
CHART = record(
    {
        "type": anything,
        "title": string(least=1, most=50),
        "chart": tagged({"pie": _PIE, "line": _LINES, "bar": _LINES, "area": _LINES}),
    },
    {"block_id": ID},
)
