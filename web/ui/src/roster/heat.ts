/** Stretches of time as the calendar draws them: pieces of days, colours of groups, and where the arrow keys lead. */

import type { Mark, PlanDay, RosterGroup, Stretch } from './api'
import { dayOf } from '../time'

const DAY_MS = 86_400_000
const ZONE = '+08:00'

/** Told apart by people who see no red or no green, light enough for dark text (after Okabe and Ito). */
const COLOURS = ['#8fc7ea', '#f5c26b', '#7fd0b5', '#e6a8cb', '#f0e277', '#b9b6e8'] as const
const ELSEWHERE = '#d9c2a7'

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
}

/** Left and right go through a line's time, up and down to what another line does at the same time. */
export function moved(lines: { stretches: Stretch[] }[], from: Spot, arrow: Arrow): Spot {
  const own = lines[from.line]?.stretches ?? []
  switch (arrow) {
    case 'ArrowLeft':
      return { ...from, stretch: Math.max(0, from.stretch - 1) }
    case 'ArrowRight':
      return { ...from, stretch: Math.min(own.length - 1, from.stretch + 1) }
    case 'Home':
      return { ...from, stretch: 0 }
    case 'End':
      return { ...from, stretch: own.length - 1 }
    default: {
      const line = Math.min(lines.length - 1, Math.max(0, from.line + (arrow === 'ArrowUp' ? -1 : 1)))
      const at = own[from.stretch]?.start
      return { line, stretch: at ? stretchAt(lines[line]!.stretches, Date.parse(at)) : 0 }
    }
  }
}

/** Which stretch holds at an instant; the first where none does. */
export function stretchAt(stretches: Stretch[], at: number): number {
  return Math.max(0, stretches.findIndex((one) => Date.parse(one.start) <= at && at < Date.parse(one.end)))
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
