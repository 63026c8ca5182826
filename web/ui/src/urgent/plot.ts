/** Where the bars and the band of a plot lie. Pixels of a drawing that scales. */
import type { Bar } from './api'

export const WIDTH = 720
export const HEIGHT = 200
export const LEFT = 34
export const BOTTOM = 22
const TOP = 8
const STEPS = [1, 2, 5]

export interface Column {
  x: number
  y: number
  width: number
  height: number
  unusual: boolean
  bar: Bar
}

export interface Plot {
  columns: Column[]
  band: string
  usual: string
  ticks: { y: number; value: number }[]
  hours: { x: number; hour: number }[]
  most: number
}

/** The half-hours in which anything happens or is expected, one more on either side. */
export function shown(bars: readonly Bar[]): Bar[] {
  const matters = bars.map((bar) => (bar.count ?? 0) > 0 || bar.high > 0)
  const [first, last] = [matters.indexOf(true), matters.lastIndexOf(true)]
  return first < 0 ? [] : bars.slice(Math.max(0, first - 1), Math.min(bars.length, last + 2))
}

export function plotOf(bars: readonly Bar[], hourOf: (start: string) => number): Plot {
  const seen = shown(bars)
  const most = Math.max(4, ...seen.map((bar) => Math.max(bar.count ?? 0, bar.high)))
  const step = (WIDTH - LEFT) / Math.max(1, seen.length)
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most)
  const x = (index: number) => LEFT + index * step
  const along = (value: (bar: Bar) => number) => seen.flatMap((bar, index) => [`${x(index)},${y(value(bar))}`, `${x(index + 1)},${y(value(bar))}`])
  return {
    columns: seen.flatMap((bar, index) =>
      bar.count === null
        ? []
        : [{ x: x(index) + step * 0.2, y: y(bar.count), width: step * 0.6, height: y(0) - y(bar.count), unusual: bar.count > bar.high || bar.count < bar.low, bar }],
    ),
    band: [...along((bar) => bar.high), ...along((bar) => bar.low).reverse()].join(' '),
    usual: along((bar) => bar.usual).join(' '),
    ticks: ticksOf(most).map((value) => ({ y: y(value), value })),
    hours: seen.flatMap((bar, index) => (bar.start.slice(14, 16) === '00' && (seen.length <= 24 || hourOf(bar.start) % 3 === 0) ? [{ x: x(index), hour: hourOf(bar.start) }] : [])),
    most: Math.max(0, ...seen.map((bar) => bar.count ?? 0)),
  }
}

/** A few round numbers up to the highest: the smallest step of 1, 2, 5, 10, 20, … with no more than six. */
export function ticksOf(most: number): number[] {
  let step = 1
  for (let power = 1; most / step > 5; power *= 10) step = STEPS.map((one) => one * power).find((one) => most / one <= 5) ?? step
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
