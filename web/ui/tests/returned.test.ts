import { describe, expect, it } from 'vitest'
import type { Entry, Loop } from '../src/orders/api'
import { lastReturn } from '../src/orders/returned'

const STEPS = ['fill', 'review', 'accept', 'handle', 'archived'].map((id) => ({ id, name_zh: id, name_en: id, by: null }))
const LOOP = { first: 'fill', steps: STEPS } as unknown as Loop
const WHY = [{ name_zh: '理由', name_en: 'reason', zh: '请补充', en: '请补充' }]

function entry(what: string, step: string, said = WHY): Entry {
  return { revision: 1, at: '', who: 'x', who_name: 'X', what, what_zh: what, what_en: what, step, step_zh: step, step_en: step, moved: true, said, changes: [] }
}
const noted = (step: string): Entry => ({ ...entry('note', step), moved: false })

describe('why an order came back', () => {
  it('is what was said with the last deed that led it back', () => {
    const entries = [entry('pass_on', 'review', []), entry('send_back_form', 'fill'), noted('fill')]
    expect(lastReturn(entries, LOOP, 'fill')?.what).toBe('send_back_form')
  })

  it('is over once the order has gone on', () => {
    const entries = [entry('pass_on', 'review', []), entry('send_back_form', 'fill'), entry('pass_on', 'review', [])]
    expect(lastReturn(entries, LOOP, 'review')).toBeNull()
    expect(lastReturn([...entries, entry('assign', 'accept'), entry('refuse_dispatch', 'review')], LOOP, 'review')?.what).toBe('refuse_dispatch')
  })

  it('is nothing where it only went on', () => {
    expect(lastReturn([entry('pass_on', 'review'), entry('assign', 'accept')], LOOP, 'accept')).toBeNull()
    expect(lastReturn([], LOOP, 'fill')).toBeNull()
  })
})
