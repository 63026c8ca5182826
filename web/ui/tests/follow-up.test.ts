import { describe, expect, it } from 'vitest'
import type { FollowCall, FollowOrder } from '../src/follow-up/api'
import { leftAtEnd, ofTheCall, sharedAttempt, waitsUntil } from '../src/follow-up/course'
import type { Action } from '../src/orders/api'

const action = (id: string, to: string | null, ...asks: string[]): Action =>
  ({ id, name_zh: id, name_en: id, tone: 'plain', to, to_zh: '', to_en: '', asks: asks.map((input) => ({ input })) }) as unknown as Action

const NOT_REACHED = action('not_reached', null, 'outcome', 'note')
const SATISFIED = action('satisfied', 'archived', 'service_score')
const NOTE = action('note', null, 'result')

const order = (number: string, more: Partial<FollowOrder> = {}): FollowOrder =>
  ({ number, actions: [NOT_REACHED, SATISFIED, NOTE], try_again_at: null, may_give: true, ...more }) as FollowOrder
const call = (...orders: FollowOrder[]): FollowCall => ({ due_at: null, orders })

const NOON = Date.parse('2026-11-23T12:00:00+08:00')

describe('a follow-up call', () => {
  it('offers what moves the order on or tells of an attempt, and leaves the rest to its page', () => {
    expect(ofTheCall([NOT_REACHED, SATISFIED, NOTE]).map((one) => one.id)).toEqual(['not_reached', 'satisfied'])
  })

  it('lets one attempt be told for all orders of a call, where each offers it', () => {
    expect(sharedAttempt(call(order('1'), order('2')))?.id).toBe('not_reached')
    expect(sharedAttempt(call(order('1')))).toBeNull()
    expect(sharedAttempt(call(order('1'), order('2', { actions: [SATISFIED] })))).toBeNull()
  })

  it('waits as long as every order of it is better tried later', () => {
    const [soon, late] = ['2026-11-23T14:00:00.000+08:00', '2026-11-23T16:00:00.000+08:00']
    expect(waitsUntil(call(order('1', { try_again_at: late }), order('2', { try_again_at: soon })), NOON)).toBe(soon)
    expect(waitsUntil(call(order('1', { try_again_at: late }), order('2')), NOON)).toBeNull()
    expect(waitsUntil(call(order('1', { try_again_at: '2026-11-23T11:00:00.000+08:00' })), NOON)).toBeNull()
  })

  it('asks to hand over what is left when the shift is about to end, or over', () => {
    const calls = [call(order('1'), order('2', { may_give: false })), call(order('3'))]
    expect(leftAtEnd(calls, '2026-11-23T18:00:00.000+08:00', NOON)).toEqual([])
    expect(leftAtEnd(calls, '2026-11-23T12:30:00.000+08:00', NOON).map((one) => one.number)).toEqual(['1', '3'])
    expect(leftAtEnd(calls, '2026-11-23T11:30:00.000+08:00', NOON)).toHaveLength(2)
    expect(leftAtEnd(calls, null, NOON)).toEqual([])
  })
})
