/** How an event's clock stands, for a pill. */
import { duration, type Locale } from '../time'
import type { EventClock } from './api'

export type ClockState = 'done' | 'doneLate' | 'due' | 'late' | 'missed'

export interface ClockLook {
  state: ClockState
  tone: 'good' | 'warn' | 'bad' | 'brand' | ''
  /** Until it is due, or since it was. */
  left: string
}

const SOON_MS = 10 * 60_000

export function lookOf(clock: EventClock, now: number): ClockLook {
  const due = Date.parse(clock.due_at)
  if (clock.done_at) {
    const late = Date.parse(clock.done_at) > due
    return { state: late ? 'doneLate' : 'done', tone: late ? 'warn' : 'good', left: '' }
  }
  if (clock.over) return { state: 'missed', tone: '', left: '' }
  if (now > due) return { state: 'late', tone: 'bad', left: duration((now - due) / 1000) }
  return { state: 'due', tone: due - now < SOON_MS ? 'warn' : 'brand', left: duration((due - now) / 1000) }
}

/** ``0.000001`` is read as one in a million. */
export function chanceWords(chance: number, locale: Locale): string {
  const one = 1 / chance
  const power = Math.max(1, Math.floor(Math.log10(one)))
  if (power > 12) return locale === 'en' ? 'less than 1 in 10¹²' : '低于万亿分之一'
  const rounded = new Intl.NumberFormat(locale === 'en' ? 'en' : 'zh-CN').format(10 ** power)
  return locale === 'en' ? `less than 1 in ${rounded}` : `低于 1/${rounded}`
}
