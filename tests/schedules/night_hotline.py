"""A hotline that uses all of the duty language at once, on top of the reference hotline's other lines."""

from __future__ import annotations

from schedules.bundle import Bundle

CREWS = """\
shifts: {day: 08:00-19:00, night: 19:00-08:00}
rotation:
  group: staff
  from: 2026-01-01
  cycle: [day, night, off, off]
  crews:
    甲班: [gz-staff-1, gz-staff-2]
    乙班: [gz-staff-3, gz-staff-4]
    丙班: [gz-staff-5, gz-staff-6]
    丁班: [gz-staff-7, gz-staff-8]
"""
GUIZHOU = f"""\
code: GZ
name: 贵州
name_en: Guizhou
groups:
  staff: {{name: 客服, name_en: service staff}}
  experts: {{name: 专家, name_en: experts}}
duty:
  every_day: 24h
answer:
  - {{on: [working_days], at: [09:00-12:00, 14:00-18:00], by: [experts, staff], after: 15}}
  - {{on: [saturday, holidays], at: 22:00-06:00, by: [staff]}}
  - otherwise: [staff, experts]
exceptions:
  2026-12-05: {{by: [experts], why: 客服培训, say: training}}
at_closing: callback
{CREWS}named:
  - {{on: [monday, tuesday], at: [09:00-12:00], group: experts, people: [gz-expert-1]}}
  - {{at: [12:00-24:00], group: experts, people: [gz-expert-2, gz-expert-1]}}
"""

YUNNAN = """\
code: YN
name: 云南
name_en: Yunnan
groups:
  experts: {name: 专家, name_en: experts}
  staff: {name: 客服, name_en: service staff}
duty:
  working_days: [09:00-12:00, 14:00-18:00]
  make_up_days: 09:00-12:00
  saturday: 09:00-12:00
  sunday: 22:00-06:00
  holidays: closed
answer:
  - {on: [sunday], by: [staff]}
  - {at: 14:00-18:00, by: [experts, staff], after: 30}
  - {on: [make_up_days], by: [experts]}
  - otherwise: [staff, experts]
exceptions:
  2026-11-24: {hours: 08:00-20:00, by: [staff], why: 电价新规, say: notice-new-rule}
  2026-11-25~2026-11-26: {closed: true, why: 系统割接, say: closed-maintenance}
  2026-11-30: {hours: [07:00-09:30, 23:00-01:00], why: 月末结算}
at_closing: staff
"""

OVERRIDES = """\
closings:
  - {lines: [yunnan, guizhou], from: 2026-11-23 15:00, until: 2026-11-23 15:30, who: supervisor, why: 停电,
     say: closed-now}
  - {lines: [guizhou], from: 2026-12-31 23:00, until: 2027-01-01 01:00, who: supervisor, why: 检修}
overrides:
  - {line: yunnan, from: 2026-11-23 14:30, until: 2026-11-23 16:00, by: [staff], after: 10,
     who: supervisor, why: 专家培训}
  - {line: hainan, from: 2026-11-28 10:00, until: 2026-11-28 11:00, by: [guizhou-staff], who: supervisor, why: 代班}
"""

LEAVE = """\
peaks: {2027-01-20~2027-02-10: 春节保供电}
most_away: {guizhou-staff: 2, 甲班: 1}
leave:
  - {person: gz-staff-1, from: 2026-12-01, until: 2026-12-03, why: 年假, approved_by: supervisor, stand_in: gz-staff-5}
  - {person: gz-staff-3, from: 2026-12-02 20:00, until: 2026-12-02 23:00, why: 就诊, approved_by: supervisor}
  - {person: gz-staff-7, from: 2026-12-10, until: 2026-12-10, why: 事假}
  - {person: yn-expert-1, from: 2027-02-01, until: 2027-02-02, why: 婚假, approved_by: supervisor, despite: 早已批准}
swaps:
  - {people: [gz-staff-3, gz-staff-5], on: 2026-12-05, why: 家事, approved_by: supervisor}
"""

EXPERTS = """\
  - {id: gz-expert-1, name: 罗黔专, roles: [agent], groups: [guizhou-experts]}
  - {id: gz-expert-2, name: 莫黔专, roles: [agent], groups: [guizhou-experts]}
"""


def night_hotline(reference: Bundle) -> Bundle:
    """The reference hotline with these files in place of its own."""
    texts = {
        "rosters/guizhou.yaml": GUIZHOU,
        "rosters/yunnan.yaml": YUNNAN,
        "overrides.yaml": OVERRIDES,
        "leave.yaml": LEAVE,
        "people.yaml": reference.files["people.yaml"] + EXPERTS,
    }
    return Bundle({**reference.files, **texts})
