/** Days and hours of a change, in words: 周一至周五 18:00–19:00（25 天：11月23日–27日…）. */

import { dayOf, hourMinute, type Locale } from '../time'

const ZONE = 'Asia/Shanghai'
const NOON = 'T12:00:00+08:00'

const weekdays: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, weekday: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short' }),
}
const dates: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'numeric', day: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, month: 'short', day: 'numeric' }),
}

export const weekdayOf = (day: string, locale: Locale): string => weekdays[locale].format(new Date(day + NOON))
export const dateOf = (day: string, locale: Locale): string => dates[locale].format(new Date(day + NOON))

/** ``09:00–12:00``; ``24:00`` at the end of a day. */
export function hours(start: string, end: string): string {
  const last = hourMinute(end) === '00:00' ? '24:00' : hourMinute(end)
  return `${hourMinute(start)}–${last}`
}

/** One stretch of time, with the date of its end where that is another one. */
export function period(start: string, end: string, locale: Locale): string {
  const [first, last] = [dayOf(Date.parse(start)), dayOf(Date.parse(end) - 1)]
  const begin = `${dateOf(first, locale)} ${weekdayOf(first, locale)}`
  if (first === last) return `${begin} ${hours(start, end)}`
  return `${begin} ${hourMinute(start)} – ${dateOf(last, locale)} ${weekdayOf(last, locale)} ${hours(start, end).split('–')[1]}`
}

/** 周一至周五, or the weekdays one by one. */
export function weekdaysOf(days: string[], locale: Locale): string {
  const found = new Map(days.map((day) => [(new Date(day + NOON).getUTCDay() + 6) % 7, day]))
  const order = [...found.keys()].sort()
  const [first, last] = [order[0]!, order[order.length - 1]!]
  const word = (n: number) => weekdayOf(found.get(n)!, locale)
  if (order.length > 2 && last - first + 1 === order.length) return `${word(first)}${locale === 'en' ? '–' : '至'}${word(last)}`
  return order.map(word).join(locale === 'en' ? ', ' : '、')
}

/** Runs of days that follow each other: ``11/23–11/27、11/30``. */
export function runs(days: string[], locale: Locale): string {
  const found: [string, string][] = []
  for (const day of days) {
    const last = found[found.length - 1]
    if (last && Date.parse(day + NOON) - Date.parse(last[1] + NOON) === 86_400_000) last[1] = day
    else found.push([day, day])
  }
  const words = found.map(([first, last]) => (first === last ? dateOf(first, locale) : `${dateOf(first, locale)}–${dateOf(last, locale)}`))
  return words.join(locale === 'en' ? ', ' : '、')
}
