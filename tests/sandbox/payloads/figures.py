"""Tables and charts."""

from typing import Any

from tests.sandbox.payloads.row import (
    BLOCKS,
    CHART,
    DATA_TABLE,
    LIMITS,
    SKILL,
    VALIDATOR,
    long,
    refused,
    rich,
    taken,
)
from tests.sandbox.support import Json


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def table(count: int = 2, cells: int = 2, **more: Any) -> Json:
    return {"type": "table", "rows": [[cell()] * cells] * count, **more}


def data_table(count: int = 2, **more: Any) -> Json:
    return {**table(count), "type": "data_table", "caption": "Figures", **more}


def pie(*values: float) -> Json:
    segments = [{"label": f"Part {number}", "value": value} for number, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": segments}}


def points(*labels: str) -> list[Json]:
    return [{"label": label, "value": -1} for label in labels]


def bars(*series: Json, **axis: Any) -> Json:
    chart = {"type": "bar", "series": list(series), "axis_config": {"categories": ["May", "June"], **axis}}
    return {"type": "data_visualization", "title": "Per month", "chart": chart}


def named(name: str, *labels: str) -> Json:
    return {"name": name, "data": points(*(labels or ("May", "June")))}


ROWS = [
    taken("a table of 100 rows and 20 columns", BLOCKS, [table(100, 20)]),
    refused("a table of 101 rows", BLOCKS, [table(101)], "no more than 100 items allowed [/0/rows]"),
    refused("21 cells in a row", BLOCKS, [table(1, 21)], "no more than 20 items allowed [/0/rows/0]"),
    refused("a table without rows", VALIDATOR, [table(0)], "must provide at least 1 items [/0/rows]"),
    refused(
        "settings for 21 columns",
        SKILL,
        [table(column_settings=[{"align": "left"}] * 21)],
        "no more than 20 items allowed [/0/column_settings]",
    ),
    refused(
        "a column aligned to the top",
        BLOCKS,
        [table(column_settings=[{"align": "top"}])],
        "must be one of: left, center, right [/0/column_settings/0/align]",
    ),
    refused(
        "a number without its value",
        BLOCKS,
        [{"type": "table", "rows": [[{"type": "raw_number", "text": "1"}]]}],
        "missing required field: value [/0/rows/0/0]",
    ),
    refused(
        "a number that is true",
        BLOCKS,
        [{"type": "table", "rows": [[{"type": "raw_number", "value": True}]]}],
        "must provide a number [/0/rows/0/0/value]",
    ),
    refused(
        "a page size on a plain table",
        BLOCKS,
        [table(page_size=5)],
        "invalid additional property: page_size [/0]",
    ),
    taken("a data table", DATA_TABLE, [data_table(page_size=100, row_header_column_index=1)]),
    refused(
        "a data table of its header alone",
        DATA_TABLE,
        [data_table(1)],
        "must provide at least 2 items [/0/rows]",
    ),
    refused(
        "a data table of 102 rows", DATA_TABLE, [data_table(102)], "no more than 101 items allowed [/0/rows]"
    ),
    refused(
        "a data table without a caption",
        DATA_TABLE,
        [{"type": "data_table", "rows": [[cell()], [cell()]]}],
        "missing required field: caption [/0]",
    ),
    refused(
        "rows of different length",
        DATA_TABLE,
        [data_table(rows=[[cell(), cell()], [cell()]])],
        "must have 2 cells like the first row [/0/rows/1]",
    ),
    refused(
        "rich text in a header row",
        DATA_TABLE,
        [data_table(rows=[[rich()], [rich()]])],
        "unsupported type: rich_text [/0/rows/0/0/type]",
    ),
    refused(
        "101 rows on a page", LIMITS, [data_table(page_size=101)], "must be less than 101 [/0/page_size]"
    ),
    refused(
        "a column of headers that isn't there",
        VALIDATOR,
        [data_table(row_header_column_index=2)],
        "must be less than 2 [/0/row_header_column_index]",
    ),
    refused(
        "a data table of 10,001 characters",
        VALIDATOR,
        [data_table(rows=[[cell(long(5000))], [cell(long(5001))]])],
        "must be less than 10001 characters [/0/rows]",
    ),
    taken("two charts", VALIDATOR, [pie(1, 2), bars(named("A"), named("B"), x_label="Month")]),
    refused(
        "three charts",
        "vercel/chat#696",
        [pie(1)] * 3,
        "no more than 2 data_visualization blocks allowed [/2]",
    ),
    refused("seven shares", LIMITS, [pie(*[1] * 7)], "no more than 6 items allowed [/0/chart/segments]"),
    refused("a share of nothing", CHART, [pie(1, 0)], "must be more than 0 [/0/chart/segments/1/value]"),
    refused(
        "a title of 51 characters",
        CHART,
        [{**pie(1), "title": long(51)}],
        "must be less than 51 characters [/0/title]",
    ),
    refused(
        "a chart that is a cloud",
        CHART,
        [{**pie(1), "chart": {"type": "cloud"}}],
        "unsupported type: cloud [/0/chart/type]",
    ),
    refused(
        "a series of a name that is taken",
        CHART,
        [bars(named("A"), named("A"))],
        '`name` "A" already exists [/0/chart/series/1/name]',
    ),
    refused(
        "a month without its point",
        CHART,
        [bars(named("A", "May"))],
        "must have one data point for each category [/0/chart/series/0/data]",
    ),
    refused(
        "a series' name of 21 characters",
        CHART,
        [bars(named(long(21)))],
        "must be less than 21 characters [/0/chart/series/0/name]",
    ),
    refused(
        "an axis' label of 51 characters",
        LIMITS,
        [bars(named("A"), y_label=long(51))],
        "must be less than 51 characters [/0/chart/axis_config/y_label]",
    ),
]
