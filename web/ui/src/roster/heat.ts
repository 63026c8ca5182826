/** Stretches of time as the calendar draws them: pieces of days, colours of groups, and where the arrow keys lead. */

import type { Mark, PlanDay, RosterGroup, Stretch } from './api'
import { dayOf } from '../time'

const DAY_MS = 86_400_000
const ZONE = '+08:00'

/** Light enough for dark text, and told apart by people who see no red or no green: ``colours.test.ts`` looks with their eyes. */
export const COLOURS = ['#8fc7ea', '#f5c26b', '#6f93d8', '#c58a5c', '#fdf0a0'] as const
export const CLOSED = '#f4f6f8'
/** A pattern, no colour: nothing to mistake it for. */
const ELSEWHERE = 'repeating-linear-gradient(135deg, #c3ccd4 0 3px, #eef2f5 3px 8px)'

export interface Piece {
  /** Which stretch of the line. */
  index: number
  /** Of the day, from 0 to 1. */
  from: number
  to: number
}

/** The colour of a group's name: 专家 looks the same on every line, a group of another line like no own one. */
export function colourOf(group: RosterGroup, line: string, names: string[]): string {
  if (group.line !== line) return ELSEWHERE
  const place = names.indexOf(group.name_zh)
  return COLOURS[place < 0 ? 0 : place % COLOURS.length]!
}

/** A letter for each name, besides its colour: its first, or the first of its letters that no name before it has. */
export function lettersOf(names: string[]): string[] {
  const taken: string[] = []
  for (const name of names) {
    const own = [...name.toUpperCase()].filter((one) => one.trim())
    taken.push(own.find((one) => !taken.includes(one)) ?? own[0] ?? '')
  }
  return taken
}

/** About how wide words stand at 12 pixels: a Chinese character is as wide as it is high, a letter somewhat more than half. */
export const widthOf = (words: string): number => [...words].reduce((sum, one) => sum + (one > '\u2e80' ? 12 : 6.8), 0)

/** What fits into a piece: the name in a line, or one word below the other; else the letter; else nothing. */
export function wordsFor(name: string, letter: string, width: number, lines = 2): string {
  const parts = name.split(' ')
  const needed = parts.length > lines ? widthOf(name) : Math.max(...parts.map(widthOf))
  if (needed + 6 <= width) return name
  return widthOf(letter) <= width ? letter : ''
}

/** The names of all groups that answer first somewhere, in a steady order. */
export function namesOf(lines: { line: string; stretches: Stretch[] }[]): string[] {
  const seen = new Set<string>()
  for (const line of lines)
    for (const stretch of line.stretches) {
      const first = stretch.groups[0]
      if (first && first.line === line.line) seen.add(first.name_zh)
    }
  return [...seen].sort()
}

/** For each day the pieces of the stretches that fall into it. */
export function piecesOf(stretches: Stretch[], days: PlanDay[]): Piece[][] {
  return days.map((day) => {
    const midnight = Date.parse(`${day.date}T00:00:00${ZONE}`)
    const part = (at: string) => Math.min(1, Math.max(0, (Date.parse(at) - midnight) / DAY_MS))
    return stretches
      .map((one, index) => ({ index, from: part(one.start), to: part(one.end) }))
      .filter((piece) => piece.from < piece.to)
  })
}

/** The hours worth drawing, of all lines alike: where anybody answers, or something is ordered, and an hour around. */
export function hoursOf(lines: { stretches: Stretch[]; pieces: Piece[][] }[]): [number, number] {
  const worth = lines.flatMap((line) =>
    line.pieces.flat().filter(({ index }) => line.stretches[index]!.state === 'open' || ordered(line.stretches[index]!)),
  )
  if (!worth.length) return [0, 24]
  const first = Math.floor(Math.min(...worth.map((one) => one.from * 24)) - 1)
  const last = Math.ceil(Math.max(...worth.map((one) => one.to * 24)) + 1)
  return [Math.max(0, first), Math.min(24, last)]
}

const ordered = (one: Stretch) => one.marks.includes('closing') || one.marks.includes('override')

/** A mark on hours in which nobody answers is told only where it is the reason. */
export function marksOn(stretch: Stretch, piece: Piece): Mark[] {
  const whole = piece.from === 0 && piece.to === 1
  return stretch.state === 'open' || ordered(stretch) || whole ? stretch.marks : []
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End'

export interface Spot {
  line: number
  stretch: number
  /** The instant meant, in milliseconds; up and down keep it. The stretch's beginning where none is told. */
  at?: number
}

/** Where one begins to look: at what holds now or, where nobody is on duty then, at the first duty that is shown after it. */
export function startOf(lines: { stretches: Stretch[] }[], now: number): Spot {
  const own = lines[0]?.stretches ?? []
  const current = own.findIndex((one) => holds(one, now))
  if (own[current]?.state === 'open') return { line: 0, stretch: current, at: now }
  const next = own.findIndex((one, index) => one.state === 'open' && index > current)
  return next >= 0 ? { line: 0, stretch: next } : { line: 0, stretch: Math.max(0, current) }
}

/** Left and right go through a line's time, up and down to what another line does at the same time. */
export function moved(lines: { stretches: Stretch[] }[], from: Spot, arrow: Arrow): Spot {
  const own = lines[from.line]?.stretches ?? []
  const along = (stretch: number) => ({ line: from.line, stretch })
  switch (arrow) {
    case 'ArrowLeft':
      return along(Math.max(0, from.stretch - 1))
    case 'ArrowRight':
      return along(Math.min(own.length - 1, from.stretch + 1))
    case 'Home':
      return along(0)
    case 'End':
      return along(own.length - 1)
    default: {
      const line = Math.min(lines.length - 1, Math.max(0, from.line + (arrow === 'ArrowUp' ? -1 : 1)))
      const at = from.at ?? Date.parse(own[from.stretch]?.start ?? '')
      return { line, stretch: stretchAt(lines[line]!.stretches, at), at }
    }
  }
}

const holds = (one: Stretch, at: number) => Date.parse(one.start) <= at && at < Date.parse(one.end)

/** Which stretch holds at an instant; the first where none does. */
export function stretchAt(stretches: Stretch[], at: number): number {
  return Math.max(0, stretches.findIndex((one) => holds(one, at)))
}

/** The Monday of a day's week, or the first of its month. */
export function beginOf(day: string, view: 'week' | 'month'): string {
  if (view === 'month') return `${day.slice(0, 7)}-01`
  const weekday = (new Date(`${day}T12:00:00${ZONE}`).getUTCDay() + 6) % 7
  return shifted(day, -weekday)
}

export function daysOf(begin: string, view: 'week' | 'month'): number {
  if (view === 'week') return 7
  const [year, month] = begin.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** So many weeks or months on. */
export function turned(begin: string, view: 'week' | 'month', by: number): string {
  if (view === 'week') return shifted(begin, 7 * by)
  const [year, month] = begin.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10)
}

export function shifted(day: string, by: number): string {
  return dayOf(Date.parse(`${day}T12:00:00${ZONE}`) + by * DAY_MS)
}
