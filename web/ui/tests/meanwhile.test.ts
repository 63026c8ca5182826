import { describe, expect, it } from 'vitest'
import { stillMeant } from '../src/follow-up/course'
import type { FollowOrder } from '../src/follow-up/api'
import type { Action, Ask, Entry } from '../src/orders/api'
import { Autosave } from '../src/orders/autosave'
import { carried, offered, others } from '../src/orders/meanwhile'
import { LOOP, pageOf } from './small-order'

const entry = (revision: number, what: string): Entry => ({
  revision, at: '', who: 'b', who_name: '乙', what, what_zh: what, what_en: what, step: 'review', step_zh: '', step_en: '', moved: false, said: [], changes: [],
})
const ask = (input: string, value = ''): Ask => ({
  input, kind: 'text', name_zh: input, name_en: input, optional: false, longest: null, choices: null, value,
})
const action = (id: string, ...asks: Ask[]): Action => ({ id, name_zh: id, name_en: id, tone: 'main', to: null, to_zh: '', to_en: '', asks })

describe('while a dialog is open', () => {
  it('what others did since it was opened is told, the earliest first', () => {
    const page = pageOf(4, {}, { entries: [entry(2, 'pass_on'), entry(3, 'note'), entry(4, 'assign')] })
    expect(others(page, 2, new Set()).map((one) => one.what)).toEqual(['note', 'assign'])
    expect(others(page, 4, new Set())).toEqual([])
  })

  it('what the page saved by itself is nobody else\'s', async () => {
    const later: (() => void)[] = []
    const entries = [entry(2, 'form_saved')]
    const draft = new Autosave({
      send: (revision, change) => Promise.resolve(pageOf(revision + 1, change.form ?? {}, { entries })),
      fetch: () => Promise.reject(new Error('not asked')),
      loop: () => LOOP,
      later: (_, what) => (later.push(what), () => undefined),
    })
    draft.told(pageOf(1, {}))
    draft.set('form.summary', '摘要')
    expect(await draft.flush()).toBe(true)
    expect(others(draft.page!, 1, draft.own)).toEqual([])
    draft.told(pageOf(3, { summary: '摘要' }, { entries: [...entries, entry(3, 'pass_on')] }))
    expect(others(draft.page!, 1, draft.own).map((one) => one.what)).toEqual(['pass_on'])
  })

  it('its action is the one that is offered now, or none', () => {
    const before = action('assign', ask('unit'))
    const now = action('assign', ask('unit'), ask('risk'))
    expect(offered([action('note'), now], before)).toBe(now)
    expect(offered([action('note')], before)).toBeNull()
  })

  it('what was written stays, and what was left as proposed follows the proposal', () => {
    const before = action('assign', ask('unit'), ask('risk', 'low'), ask('note'))
    const now = action('assign', ask('unit'), ask('risk', 'high'), ask('note', '乙的意见'), ask('co_units'))
    expect(carried(before, now, { unit: 'market', risk: 'low', note: '我写的' })).toEqual({ unit: 'market', risk: 'high', note: '我写的', co_units: '' })
    expect(carried(before, now, { unit: '', risk: 'medium', note: '' })).toEqual({ unit: '', risk: 'medium', note: '乙的意见', co_units: '' })
  })
})

describe('while a dialog about several orders of a call is open', () => {
  const order = (number: string, revision: number, ...actions: Action[]) => ({ number, revision, actions }) as unknown as FollowOrder

  it('each is meant as it stands now, and what left the list offers nothing', () => {
    const satisfied = action('satisfied')
    const meant = [order('a', 1, satisfied), order('b', 1, satisfied)]
    const now = stillMeant(meant, [order('c', 1), order('a', 2, satisfied)])
    expect(now.map((one) => [one.number, one.revision, one.actions.length])).toEqual([['a', 2, 1], ['b', 1, 0]])
  })
})
