import { describe, expect, it } from 'vitest'
import type { Bar, EventClock } from '../src/urgent/api'
import { chanceWords, lookOf } from '../src/urgent/clocks'
import { plotOf, shown, ticksOf } from '../src/urgent/plot'

const NOW = Date.parse('2026-11-23T10:00:00+08:00')
const clock = (due: string, done: string | null = null, over = false): EventClock => ({ clock: 'notify', due_at: `2026-11-23T${due}:00+08:00`, done_at: done && `2026-11-23T${done}:00+08:00`, over })
const bar = (hour: number, count: number | null, high = 0): Bar => ({ start: `2026-11-23T${String(hour).padStart(2, '0')}:00:00+08:00`, count, usual: high / 2, low: 0, high })
const hourOf = (start: string) => Number(start.slice(11, 13))

describe("an event's clocks", () => {
  it('say how long is left, and how late it is', () => {
    expect(lookOf(clock('10:30'), NOW)).toEqual({ state: 'due', tone: 'brand', left: '30:00' })
    expect(lookOf(clock('10:05'), NOW)).toMatchObject({ state: 'due', tone: 'warn', left: '5:00' })
    expect(lookOf(clock('09:58'), NOW)).toEqual({ state: 'late', tone: 'bad', left: '2:00' })
  })
  it('say when it was done, late or in time, and what never was', () => {
    expect(lookOf(clock('10:30', '09:40'), NOW).state).toBe('done')
    expect(lookOf(clock('09:30', '09:40'), NOW).state).toBe('doneLate')
    expect(lookOf(clock('09:30', null, true), NOW)).toEqual({ state: 'missed', tone: '', left: '' })
  })
})

describe('a chance', () => {
  it('is read as one in so many', () => {
    expect(chanceWords(0.000004, 'zh-CN')).toBe('低于 1/100,000')
    expect(chanceWords(0.000004, 'en')).toBe('less than 1 in 100,000')
    expect(chanceWords(1e-40, 'en')).toBe('less than 1 in 10¹²')
  })
})

describe('the plot', () => {
  const day = Array.from({ length: 24 }, (_, hour) => bar(hour, hour < 12 ? (hour === 10 ? 40 : hour >= 9 ? 6 : 0) : null, hour >= 9 && hour < 18 ? 12 : 0))

  it('shows the half-hours in which something happens or is expected, and one more on either side', () => {
    expect(shown(day).map((one) => hourOf(one.start))).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
    expect(shown([bar(0, 0), bar(1, null)])).toEqual([])
  })
  it('draws what is over, and marks what lies outside the band', () => {
    const plot = plotOf(day, hourOf)
    expect(plot.columns.map((one) => [hourOf(one.bar.start), one.unusual])).toEqual([[8, false], [9, false], [10, true], [11, false]])
    expect(plot.most).toBe(40)
    for (const one of plot.columns) expect(one.y + one.height).toBeCloseTo(plot.ticks[0]!.y)
  })
  it('has three to five round ticks, whatever the highest is', () => {
    for (const most of [4, 7, 12, 40, 99, 130, 1_000, 4_321]) {
      const ticks = ticksOf(most)
      expect(ticks.length, String(most)).toBeGreaterThanOrEqual(3)
      expect(ticks.length, String(most)).toBeLessThanOrEqual(6)
      expect(ticks.at(-1)).toBeLessThanOrEqual(most)
    }
  })
})
