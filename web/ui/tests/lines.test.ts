import { describe, expect, it } from 'vitest'
import { lineChanges } from '../src/roster/lines'

const told = (before: string, after: string) => lineChanges(before, after).map((row) => row.op + row.text)
const many = Array.from({ length: 20 }, (_, n) => `line ${n}`)

describe('two texts', () => {
  it('that are the same have no difference', () => expect(told('a\nb', 'a\nb')).toEqual([]))
  it('show what went and what came', () => expect(told('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']))
  it('keep what they have in common between two changes', () => expect(told('a\nb\nc\nd', 'x\nb\nc\ny')).toEqual(['-a', '+x', ' b', ' c', '-d', '+y']))
  it('leave out what is far from a change', () => {
    const after = many.map((line) => (line === 'line 2' || line === 'line 17' ? `${line}!` : line))
    const rows = told(many.join('\n'), after.join('\n'))
    expect(rows.filter((row) => row === '@')).toHaveLength(1)
    expect(rows[0]).toBe(' line 0')
    expect(rows).not.toContain(' line 10')
  })
  it('of great length are simply both shown', () => {
    const [one, other] = ['a', 'b'].map((word) => Array.from({ length: 2000 }, (_, n) => word + n).join('\n')) as [string, string]
    expect(told(one, other)).toHaveLength(4000)
  })
})
