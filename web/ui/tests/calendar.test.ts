import { describe, expect, it } from 'vitest'
import type { PlanDay, RosterGroup, Stretch } from '../src/roster/api'
import { hours, period, runs, weekdaysOf } from '../src/roster/days'
import { beginOf, colourOf, daysOf, hoursOf, lettersOf, marksOn, moved, namesOf, piecesOf, startOf, stretchAt, turned, wordsFor } from '../src/roster/heat'

const day = (date: string): PlanDay => ({ date, kind: 'workday', name_zh: '', name_en: '', assumed: false })
const group = (id: string, line: string, name: string): RosterGroup => ({ id, line, line_zh: line, line_en: line, name_zh: name, name_en: name })
function stretch(start: string, end: string, ...groups: RosterGroup[]): Stretch {
  const at = (written: string) => `2026-11-${written.replace(' ', 'T')}:00.000+08:00`
  return { start: at(start), end: at(end), state: groups.length ? 'open' : 'closed', groups, marks: [], people: [], because_zh: '', because_en: '' }
}
const STAFF = group('yunnan-staff', 'yunnan', '客服')
const EXPERTS = group('yunnan-experts', 'yunnan', '专家')
const NIGHT = [stretch('23 00:00', '23 22:00'), stretch('23 22:00', '24 06:00', STAFF), stretch('24 06:00', '25 00:00')]

describe('the calendar', () => {
  it('cuts stretches at midnight', () => {
    const pieces = piecesOf(NIGHT, [day('2026-11-23'), day('2026-11-24')])
    expect(pieces.map((some) => some.map((one) => [one.index, one.from * 24, one.to * 24]))).toEqual([
      [[0, 0, 22], [1, 22, 24]],
      [[1, 0, 6], [2, 6, 24]],
    ])
  })

  it('gives a name the same colour on every line, and another line’s group a colour of its own', () => {
    const names = namesOf([{ line: 'yunnan', stretches: [stretch('23 00:00', '23 12:00', EXPERTS), stretch('23 12:00', '24 00:00', STAFF)] }])
    const colours = [EXPERTS, STAFF, group('guizhou-staff', 'guizhou', '客服')].map((one) => colourOf(one, 'yunnan', names))
    expect(new Set(colours).size).toBe(3)
    expect(colourOf(group('guizhou-staff', 'guizhou', '客服'), 'guizhou', names)).toBe(colours[1])
  })

  it('draws the hours in which anybody answers, and an hour around', () => {
    const drawn = (...stretches: Stretch[]) => hoursOf([{ stretches, pieces: piecesOf(stretches, [day('2026-11-23')]) }])
    expect(drawn(stretch('23 00:00', '23 09:00'), stretch('23 09:00', '23 17:30', STAFF), stretch('23 17:30', '24 00:00'))).toEqual([8, 19])
    expect(drawn(stretch('23 00:00', '24 00:00', STAFF))).toEqual([0, 24])
    expect(drawn(stretch('23 00:00', '24 00:00'))).toEqual([0, 24])
  })

  it('marks closed hours only where the mark is the reason', () => {
    const [part, whole] = [{ index: 0, from: 0, to: 0.5 }, { index: 0, from: 0, to: 1 }]
    const closed = { ...stretch('23 00:00', '23 12:00'), marks: ['exception' as const] }
    expect([marksOn(closed, part), marksOn(closed, whole)]).toEqual([[], ['exception']])
    expect(marksOn({ ...closed, marks: ['closing'] }, part)).toEqual(['closing'])
  })

  it('moves in time and between lines, and stays within', () => {
    const lines = [{ stretches: NIGHT }, { stretches: [stretch('23 00:00', '25 00:00', STAFF)] }]
    expect(moved(lines, { line: 0, stretch: 0 }, 'ArrowRight')).toEqual({ line: 0, stretch: 1 })
    expect(moved(lines, { line: 0, stretch: 0 }, 'ArrowLeft')).toEqual({ line: 0, stretch: 0 })
    expect(moved(lines, { line: 0, stretch: 2 }, 'ArrowDown')).toMatchObject({ line: 1, stretch: 0 })
    expect(moved(lines, { line: 1, stretch: 0 }, 'ArrowUp')).toMatchObject({ line: 0, stretch: 0 })
    expect(moved(lines, { line: 0, stretch: 0 }, 'End')).toEqual({ line: 0, stretch: 2 })
    expect(stretchAt(NIGHT, Date.parse('2026-11-24T05:59:00+08:00'))).toBe(1)
  })

  it('keeps the instant from line to line', () => {
    const lines = [{ stretches: [stretch('23 00:00', '25 00:00', STAFF)] }, { stretches: NIGHT }, { stretches: NIGHT }]
    const below = moved(lines, { line: 0, stretch: 0, at: Date.parse('2026-11-24T01:00:00+08:00') }, 'ArrowDown')
    expect(below).toMatchObject({ line: 1, stretch: 1 })
    expect(moved(lines, below, 'ArrowUp')).toMatchObject({ line: 0, stretch: 0, at: below.at })
  })

  it('begins with what holds now, else with the next duty, never with an empty piece while there is another', () => {
    const start = (now: string, stretches = NIGHT) => startOf([{ stretches }], Date.parse(`2026-11-${now}:00+08:00`)).stretch
    expect([start('23T23:00'), start('23T09:00'), start('01T00:00')]).toEqual([1, 1, 1])
    expect(start('24T12:00'), 'nothing comes any more').toBe(2)
    expect(start('23T09:00', [stretch('23 00:00', '24 00:00')])).toBe(0)
    expect(startOf([], 0)).toEqual({ line: 0, stretch: 0 })
  })

  it('gives each group a letter of its own, and writes of a name what there is room for', () => {
    expect(lettersOf(['专家', '客服', '客户经理'])).toEqual(['专', '客', '户'])
    expect(lettersOf(['experts', 'service staff', 'sales'])).toEqual(['E', 'S', 'A'])
    expect([90, 30, 5].map((width) => wordsFor('service staff', 'S', width))).toEqual(['service staff', 'S', ''])
    expect(wordsFor('service staff', 'S', 62), 'in two lines').toBe('service staff')
    expect(wordsFor('云南客服', '客', 40)).toBe('客')
  })

  it('begins weeks on Mondays and months on the first', () => {
    expect(beginOf('2026-11-29', 'week')).toBe('2026-11-23')
    expect(beginOf('2026-11-23', 'week')).toBe('2026-11-23')
    expect(beginOf('2026-11-29', 'month')).toBe('2026-11-01')
    expect([daysOf('2028-02-01', 'month'), daysOf('2026-11-23', 'week')]).toEqual([29, 7])
    expect([turned('2026-12-01', 'month', 1), turned('2026-01-01', 'month', -1), turned('2026-12-28', 'week', 1)]).toEqual(['2027-01-01', '2025-12-01', '2027-01-04'])
  })
})

describe('days and hours', () => {
  const at = (text: string) => `2026-11-${text.replace(' ', 'T')}:00.000+08:00`
  it('end a day at 24:00', () => expect(hours(at('23 18:00'), at('24 00:00'))).toBe('18:00–24:00'))
  it('name the last day of a long stretch', () => expect(period(at('23 18:00'), at('25 06:00'), 'zh-CN')).toBe('11/23 周一 18:00 – 11/25 周三 06:00'))
  it('join weekdays that follow each other', () => {
    expect(weekdaysOf(['2026-11-23', '2026-11-24', '2026-11-25', '2026-12-01'], 'zh-CN')).toBe('周一至周三')
    expect(weekdaysOf(['2026-11-23', '2026-11-25'], 'en')).toBe('Mon, Wed')
  })
  it('join days that follow each other', () => expect(runs(['2026-11-27', '2026-11-30', '2026-12-01'], 'zh-CN')).toBe('11/27、11/30–12/1'))
})
