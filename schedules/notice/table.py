"""A table of the days of a notice: JSON as published widely, or a plain CSV.

::

    {"year": 2027, "papers": ["https://…"], "notice": "国办发明电〔2026〕7号",
     "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, …]}

    日期,名称,放假
    2027-01-01,元旦,放假
    2027-02-14,春节,上班
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from schedules.document import decode
from schedules.finding import BadFiles, Bilingual, Finding
from schedules.times import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One date that the notice names. ``off``: a holiday; else a make-up day, and ``name`` what it makes up for."""

    date: date
    name: str
    off: bool


@dataclass(frozen=True)
class Notice:
    """What the State Council said of a year."""

    year: int
    days: tuple[NoticeDay, ...]
    """By date, each once."""
    number: str
    """国办发明电〔2026〕7号, or the address of its text; empty where the table does not say."""

    @property
    def off_days(self) -> tuple[NoticeDay, ...]:
        return tuple(day for day in self.days if day.off)

    @property
    def make_up_days(self) -> tuple[NoticeDay, ...]:
        return tuple(day for day in self.days if not day.off)


def read_notice(file: str, data: bytes) -> Notice:
    """The table; :class:`BadFiles` with everything that hinders reading it."""
    text = decode(file, data)
    reading = _Reading(file)
    notice = reading.json(text) if text.lstrip().startswith(("{", "[")) else reading.csv(text)
    if reading.findings or notice is None:
        raise BadFiles(reading.findings)
    return notice


@dataclass
class _Reading:
    file: str
    findings: list[Finding] = field(default_factory=list)

    def json(self, text: str) -> Notice | None:
        try:
            top = json.loads(text)
        except (ValueError, RecursionError) as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            self._fail(line, Bilingual("不是 JSON", "not JSON"), _SHAPE, column)
            return None
        days = top.get("days") if isinstance(top, dict) else None
        if not isinstance(days, list):
            self._fail(1, Bilingual("没有 days 列表", "there is no list “days”"), _SHAPE)
            return None
        found = [self._json_day(number, one) for number, one in enumerate(days, 1)]
        papers = top.get("papers")
        number = top.get("notice") or (papers[0] if isinstance(papers, list) and papers else "")
        return self._notice([day for day in found if day], str(number), top.get("year"))

    def csv(self, text: str) -> Notice | None:
        rows = csv.reader(io.StringIO(text))
        head = [cell.strip().lower() for cell in next(rows, [])]
        columns = {key: head.index(name) for key, names in _COLUMNS.items() for name in names if name in head}
        if columns.keys() != _COLUMNS.keys():
            problem = Bilingual("首行缺少列名", "the first row does not name the columns")
            self._fail(1, problem, Bilingual("首行请写：日期,名称,放假", "begin with: date,name,off"))
            return None
        try:
            found = [self._csv_day(rows.line_num, row, columns) for row in rows if any(cell.strip() for cell in row)]
        except csv.Error as error:
            self._fail(rows.line_num, Bilingual(f"不是 CSV：{error}", f"not CSV: {error}"), _SHAPE)
            return None
        return self._notice([day for day in found if day], "", None)

    def _json_day(self, number: int, one: object) -> NoticeDay | None:
        where = Bilingual(f"days 第 {number} 项：", f"days, item {number}: ")
        if not isinstance(one, dict) or not isinstance(one.get("isOffDay"), bool):
            self._fail(1, _after(where, "缺少 isOffDay（true/false）", "isOffDay (true or false) is missing"), _SHAPE)
            return None
        return self._day(1, where, (one.get("date"), one.get("name")), off=one["isOffDay"])

    def _csv_day(self, line: int, row: list[str], columns: Mapping[str, int]) -> NoticeDay | None:
        cells = {key: row[index].strip() if index < len(row) else "" for key, index in columns.items()}
        off = _OFF.get(cells["off"].lower())
        if off is None:
            problem = Bilingual(f"“{cells['off']}” 既非放假也非上班", f"“{cells['off']}” is neither off nor work")
            self._fail(line, problem, Bilingual("请写 放假 或 上班", "write off or work"))
            return None
        return self._day(line, Bilingual("", ""), (cells["date"], cells["name"]), off=off)

    def _day(self, line: int, where: Bilingual, said: tuple[object, object], *, off: bool) -> NoticeDay | None:
        written, name = said
        try:
            when = date.fromisoformat(str(written))
        except ValueError:
            problem = _after(where, f"“{written}” 不是日期", f"“{written}” is not a date")
            self._fail(line, problem, Bilingual("请写成 2027-01-01", "write 2027-01-01"))
            return None
        if not isinstance(name, str) or not name.strip() or "/" in name or "\n" in name:
            problem = _after(where, f"{when} 没有节日名称", f"{when} has no holiday's name")
            self._fail(line, problem, Bilingual("请写节日名称，如 元旦", "write the holiday's name"))
            return None
        return NoticeDay(when, name.strip(), off)

    def _notice(self, days: list[NoticeDay], number: str, year: object) -> Notice | None:
        seen: set[date] = set()
        for day in days:
            if day.date in seen:
                remedy = Bilingual("每个日期只写一次", "give each date once")
                self._fail(1, Bilingual(f"{day.date} 出现两次", f"{day.date} is given twice"), remedy)
            seen.add(day.date)
        if not days:
            if not self.findings:
                self._fail(1, Bilingual("表中没有日期", "the table has no days"), _SHAPE)
            return None
        said = year if isinstance(year, int) else max(day.date.year for day in days)
        if not FIRST_YEAR < said < LAST_YEAR:
            self._fail(1, Bilingual(f"没有 {said} 年", f"there is no year {said}"), _SHAPE)
        return Notice(said, tuple(sorted(days, key=lambda day: day.date)), number.strip())

    def _fail(self, line: int, problem: Bilingual, remedy: Bilingual, column: int = 1) -> None:
        self.findings.append(Finding(self.file, line, column, problem, remedy))


def spans(days: tuple[NoticeDay, ...]) -> Iterator[tuple[date, date, str]]:
    """First day, last day and name of each run of days that follow each other under one name."""
    held: tuple[date, date, str] | None = None
    for day in days:
        if held and held[2] == day.name and (day.date - held[1]).days == 1:
            held = held[0], day.date, day.name
        else:
            if held:
                yield held
            held = day.date, day.date, day.name
    if held:
        yield held


def _after(where: Bilingual, zh: str, en: str) -> Bilingual:
    return Bilingual(where.zh + zh, where.en + en)


_COLUMNS = {"date": ("date", "日期"), "name": ("name", "名称", "节日"), "off": ("off", "isoffday", "放假", "类型")}
_OFF = {
    **dict.fromkeys(("放假", "休", "休息", "off", "true", "1", "是"), True),
    **dict.fromkeys(("上班", "班", "补班", "调休上班", "work", "false", "0", "否"), False),
}
_SHAPE = Bilingual(
    '应为 {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, …]}，或带列名的 CSV',
    'expected {"year": 2027, "days": [{"name": …, "date": …, "isOffDay": true}, …]}, or a CSV that names its columns',
)
