/** Instants in words. The hotline lives in Asia/Shanghai, wherever the browser stands. */

export type Locale = 'zh-CN' | 'en'

const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000

const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

const dates: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, month: 'short', day: 'numeric' }),
}
const years: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, year: 'numeric', month: 'long', day: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, year: 'numeric', month: 'short', day: 'numeric' }),
}
const weekdays: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, weekday: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short' }),
}
const near: Record<Locale, Record<number, string>> = {
  'zh-CN': { [-1]: '昨天', 0: '今天', 1: '明天' },
  en: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' },
}

/** The calendar day of an instant, ``2026-11-23``. */
export function dayOf(ms: number): string {
  return isoDay.format(ms)
}

/** From one day to another, both as ``dayOf`` writes them; negative where the other comes before. */
export function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000)
}

/** ``12:00:05`` */
export function clockTime(at: string | number): string {
  return clock.format(new Date(at))
}

/** ``12:00`` */
export function hourMinute(at: string | number): string {
  return clockTime(at).slice(0, 5)
}

/** ``11月23日 周一``, for the clock of the top bar. */
export function longDay(ms: number, locale: Locale): string {
  const date = dates[locale].format(ms)
  const weekday = weekdays[locale].format(ms)
  return locale === 'en' ? `${weekday} ${date}` : `${date} ${weekday}`
}

/** ``今天 12:00``, ``11月20日 12:00``, or with the year where it is another one. */
export function dayAndTime(at: string, now: number, locale: Locale): string {
  const then = Date.parse(at)
  const apart = Math.round((Date.parse(dayOf(then)) - Date.parse(dayOf(now))) / DAY_MS)
  const sameYear = dayOf(then).slice(0, 4) === dayOf(now).slice(0, 4)
  const day = near[locale][apart] ?? (sameYear ? dates : years)[locale].format(then)
  return `${day} ${hourMinute(at)}`
}

/** ``0:09``, ``12:03``, ``1:00:00``; never below zero. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** A rehearsal's shift in words: ``+1 天 2:03:00``, ``−0:30``. */
export function shiftWords(seconds: number, locale: Locale): string {
  const size = Math.abs(seconds)
  const days = Math.floor(size / 86_400)
  const unit = locale === 'en' ? (days === 1 ? ' day ' : ' days ') : ' 天 '
  return `${seconds < 0 ? '−' : '+'}${days ? days + unit : ''}${duration(size % 86_400)}`
}
