import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLOSED, COLOURS } from '../src/roster/heat'

type Three = [number, number, number]

/** What is seen without one kind of cones, on linear light (Machado, Oliveira and Fernandes 2009, severity 1). */
const EYES: Record<string, Three[]> = {
  everybody: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  'who sees no red (protanopia)': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  'who sees no green (deuteranopia)': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}
/** Of Oklab: twice what is just seen as another colour on an area of this size. */
const TOLD_APART = 0.09
const READABLE = 4.5

const TOKENS = readFileSync(join(import.meta.dirname, '../src/styles/tokens.css'), 'utf8')
const INK = /--ink: (#\w{6})/.exec(TOKENS)![1]!

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const light = (hex: string) => [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as Three
const times = (matrix: Three[], [a, b, c]: Three) => matrix.map(([x, y, z]) => x * a + y * b + z * c) as Three

function oklab(seen: Three): Three {
  const inner = seen.map((part) => Math.min(1, Math.max(0, part))) as Three
  const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], inner)
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], cones.map(Math.cbrt) as Three)
}

const seenBy = (eyes: string, hex: string) => oklab(times(EYES[eyes]!, light(hex)))
const apart = (eyes: string, one: string, other: string) => Math.hypot(...seenBy(eyes, one).map((part, n) => part - seenBy(eyes, other)[n]!))
const luminance = (hex: string) => times([[0.2126, 0.7152, 0.0722], [0, 0, 0], [0, 0, 0]], light(hex))[0]

describe('the colours of the calendar', () => {
  const all = [...COLOURS, CLOSED]
  it.each(Object.keys(EYES))('are told apart by %s', (eyes) => {
    const alike = all.flatMap((one, n) => all.slice(n + 1).filter((other) => apart(eyes, one, other) < TOLD_APART).map((other) => `${one} ${other}`))
    expect(alike).toEqual([])
  })

  it('bear dark words', () => {
    expect(all.filter((colour) => (luminance(colour) + 0.05) / (luminance(INK) + 0.05) < READABLE)).toEqual([])
  })

  it('are those of the style sheet, where it has one', () => {
    expect(readFileSync(join(import.meta.dirname, '../src/roster/grid.css'), 'utf8')).toContain(CLOSED)
  })
})
