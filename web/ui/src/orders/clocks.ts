/** Which deadline binds, and how urgent it is. */

import type { Tone } from '../words'
import type { Clock } from './api'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Where the desk has not warned yet. */
const SOON_MS = 15 * MINUTE_MS

export const runs = (clock: Clock): boolean => clock.ended_at === null && clock.suspended_at === null && clock.due_at !== null

/** The one that is due first; of two that are due together, the one that caps the other. */
export function binding(clocks: readonly Clock[]): Clock | null {
  const running = clocks.filter(runs).sort((one, other) => Date.parse(one.due_at!) - Date.parse(other.due_at!) || Number(one.capped) - Number(other.capped))
  return running[0] ?? null
}

export function toneOf(clock: Clock, now: number): Tone {
  if (clock.ended_at !== null) return clock.met === null ? '' : clock.met ? 'good' : 'bad'
  if (clock.suspended_at !== null || clock.due_at === null) return ''
  const left = Date.parse(clock.due_at) - now
  if (left < 0) return 'bad'
  return clock.warned_at !== null || left < SOON_MS ? 'warn' : 'brand'
}

/** ``1 天 3 小时``, ``2 小时 5 分``, ``25 分钟``: as exact as it helps. */
export function spanWords(ms: number, locale: string): string {
  const whole = Math.abs(ms)
  const [d, h, m] = [Math.floor(whole / DAY_MS), Math.floor(whole / HOUR_MS), Math.floor(whole / MINUTE_MS)]
  const chinese = locale !== 'en'
  const parts = (big: number, bigUnit: string, small: number, smallUnit: string) => `${big} ${bigUnit}${small ? ` ${small} ${smallUnit}` : ''}`
  if (d) return parts(d, chinese ? '天' : 'd', h % 24, chinese ? '小时' : 'h')
  if (h) return parts(h, chinese ? '小时' : 'h', m % 60, chinese ? '分' : 'min')
  return `${Math.max(1, m)} ${chinese ? '分钟' : 'min'}`
}
