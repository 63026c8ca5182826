import { describe, expect, it } from 'vitest'
import { clockTime, dayAndTime, dayOf, daysBetween, duration, hourMinute, longDay, shiftWords } from '../src/time'

const NOON = Date.parse('2026-11-23T12:00:00+08:00')

describe('instants', () => {
  it('are told in Asia/Shanghai, whatever zone they are written in', () => {
    expect(clockTime('2026-11-23T04:00:05Z')).toBe('12:00:05')
    expect(hourMinute('2026-11-22T16:00:00Z')).toBe('00:00')
    expect(dayOf(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
    expect(dayOf(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22')
  })

  it('lie whole days apart, forwards or backwards', () => {
    expect(daysBetween('2026-12-31', '2027-01-02')).toBe(2)
    expect(daysBetween('2026-12-01', '2026-11-30')).toBe(-1)
  })

  it.each([
    ['2026-11-23T09:05:00+08:00', '今天 09:05', 'today 09:05'],
    ['2026-11-22T23:59:59+08:00', '昨天 23:59', 'yesterday 23:59'],
    ['2026-11-24T00:00:00+08:00', '明天 00:00', 'tomorrow 00:00'],
    ['2026-11-14T12:00:00+08:00', '11月14日 12:00', '14 Nov 12:00'],
    ['2027-01-04T08:30:00+08:00', '2027年1月4日 08:30', '4 Jan 2027 08:30'],
  ])('%s is read %s', (at, zh, en) => {
    expect(dayAndTime(at, NOON, 'zh-CN')).toBe(zh)
    expect(dayAndTime(at, NOON, 'en')).toBe(en)
  })

  it('name the day in the top bar', () => {
    expect(longDay(NOON, 'zh-CN')).toBe('11月23日 周一')
    expect(longDay(NOON, 'en')).toBe('Mon 23 Nov')
  })
})

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [9.9, '0:09'],
    [723, '12:03'],
    [3600, '1:00:00'],
    [-5, '0:00'],
  ])('%d s is %s', (seconds, words) => expect(duration(seconds)).toBe(words))

  it('say how far a rehearsal is from the real time', () => {
    expect(shiftWords(7200, 'zh-CN')).toBe('+2:00:00')
    expect(shiftWords(-30, 'zh-CN')).toBe('−0:30')
    expect(shiftWords(93_600, 'zh-CN')).toBe('+1 天 2:00:00')
    expect(shiftWords(-180_000, 'en')).toBe('−2 days 2:00:00')
  })
})
