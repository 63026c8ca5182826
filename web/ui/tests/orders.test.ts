import { describe, expect, it } from 'vitest'
import { atOnce, buttons, empty, proposed, unsaid } from '../src/orders/actions'
import type { Action, Ask, Clock, Entry, Page } from '../src/orders/api'
import { binding, spanWords, toneOf } from '../src/orders/clocks'
import { changes, together } from '../src/orders/entries'
import { asProposed, inOrder } from '../src/orders/people'
import { sizeWords } from '../src/orders/sizes'
import { branches, matches } from '../src/orders/tree'
import { byName, changeOf, clashing, shownFields, valuesOf } from '../src/orders/values'
import { caseOf, LOOP } from './small-order'

const at = (time: string) => `2026-11-23T${time}:00.000+08:00`
const NOW = Date.parse(at('10:00'))

function clock(id: string, due: string | null, more: Partial<Clock> = {}): Clock {
  return {
    clock: id, name_zh: id, name_en: id, whose: 'owner', round: 1, started_at: at('09:00'), due_at: due, own_due_at: due, capped: false,
    suspended_at: null, warned_at: null, breached_at: null, ended_at: null, met: null, why: [], way: [], assumed: false, ...more,
  }
}

const ask = (input: string, kind: Ask['kind'], more: Partial<Ask> = {}): Ask => ({
  input, kind, name_zh: input, name_en: input, optional: false, longest: null, choices: null, value: '', ...more,
})
const action = (id: string, asks: Ask[], tone: Action['tone'] = 'plain'): Action => ({
  id, name_zh: id, name_en: id, tone, to: null, to_zh: '', to_en: '', asks,
})

describe('the deadline that binds', () => {
  it('is the one that is due first', () => {
    expect(binding([clock('whole', at('18:00')), clock('fill', at('10:30'))])?.clock).toBe('fill')
  })

  it('is the one that caps, where both are due together', () => {
    expect(binding([clock('handle', at('18:00'), { capped: true }), clock('whole', at('18:00'))])?.clock).toBe('whole')
  })

  it('is none that ended, stands still or is not set', () => {
    const still = clock('a', at('10:30'), { suspended_at: at('09:30') })
    expect(binding([still, clock('b', at('10:30'), { ended_at: at('09:30') }), clock('c', null)])).toBeNull()
  })

  it.each([
    ['far away', clock('a', at('18:00')), 'brand'],
    ['near', clock('a', at('10:10')), 'warn'],
    ['warned of', clock('a', at('18:00'), { warned_at: at('09:59') }), 'warn'],
    ['over', clock('a', at('09:59')), 'bad'],
    ['met', clock('a', at('09:59'), { ended_at: at('09:58'), met: true }), 'good'],
    ['dropped', clock('a', at('18:00'), { ended_at: at('10:00'), met: null }), ''],
    ['missed', clock('a', at('09:59'), { ended_at: at('10:00'), met: false }), 'bad'],
    ['standing still', clock('a', at('09:59'), { suspended_at: at('09:30') }), ''],
  ])('is coloured by how urgent it is: %s', (_, one, tone) => {
    expect(toneOf(one, NOW)).toBe(tone)
  })

  it.each([
    [59_000, '1 分钟', '1 min'],
    [25 * 60_000, '25 分钟', '25 min'],
    [125 * 60_000, '2 小时 5 分', '2 h 5 min'],
    [-3_600_000, '1 小时', '1 h'],
    [27 * 3_600_000, '1 天 3 小时', '1 d 3 h'],
  ])('is as far as %i ms in words', (ms, zh, en) => {
    expect([spanWords(ms, 'zh-CN'), spanWords(ms, 'en')]).toEqual([zh, en])
  })
})

describe('actions', () => {
  it('lie by their tone, in the order in which they are offered', () => {
    const laidOut = buttons([action('a', []), action('b', [], 'main'), action('c', [], 'grave'), action('d', [], 'main')])
    expect([laidOut.main, laidOut.plain, laidOut.grave].map((some) => some.map((one) => one.id))).toEqual([['b', 'd'], ['a'], ['c']])
  })

  it('come first where something has to be confirmed that is said of few orders only', () => {
    const laidOut = buttons([action('pass_on', [], 'main'), action('close_misconduct', [ask('told', 'confirm')], 'main')])
    expect(laidOut.main.map((one) => one.id)).toEqual(['close_misconduct', 'pass_on'])
  })

  it('are done at once where only the form is asked, but never what is grave', () => {
    expect(atOnce(action('pass_on', [ask('form', 'form')]))).toBe(true)
    expect(atOnce(action('reply', [ask('reply', 'text')]))).toBe(false)
    expect(atOnce(action('unlist', [], 'grave'))).toBe(false)
  })

  it('begin with what is proposed, and want what is not optional', () => {
    const assign = action('assign', [ask('unit', 'choice'), ask('risk', 'choice', { optional: true, value: 'low' }), ask('form', 'form')])
    expect(proposed(assign)).toEqual({ unit: '', risk: 'low' })
    expect(unsaid(assign, { unit: ' ' }).map((one) => one.input)).toEqual(['unit'])
    expect(unsaid(assign, { unit: 'trading' })).toEqual([])
  })

  it('say in which of the chosen departments nobody works', () => {
    const choices = ['trading', 'crew', 'market'].map((value) => ({ value, zh: value, en: value, nobody: value !== 'trading' }))
    const co = ask('co_units', 'choices', { choices })
    expect(empty(co, 'trading,crew').map((one) => one.value)).toEqual(['crew'])
    expect(empty(co, '')).toEqual([])
    expect(empty(ask('note', 'text'), 'crew')).toEqual([])
  })
})

describe('trees', () => {
  const node = (id: string, parent: string | null, zh = id) => ({ id, parent, name_zh: zh, name_en: id.toUpperCase() })
  const tree = branches([node('b1', 'b', '故障'), node('a', null), node('b', null, '平台'), node('a1', 'a'), node('lost', 'gone')])

  it('stand with children below their parents, whatever order they came in', () => {
    expect(tree.map((one) => '-'.repeat(one.depth) + one.node.id)).toEqual(['a', '-a1', 'b', '-b1', 'lost'])
  })

  it('are searched along the whole way, in both languages', () => {
    const found = (typed: string) => tree.filter((one) => matches(one, typed)).map((one) => one.node.id)
    expect(found('平台')).toEqual(['b', 'b1'])
    expect(found('平台 故障')).toEqual(['b1'])
    expect(found('a1')).toEqual(['a1'])
  })
})

describe('values of the form', () => {
  it('go out as they came in', () => {
    const values = valuesOf(caseOf({ form: { summary: '忘记密码' }, private: { phone: '138****0000' }, confidential: true }))
    expect(values).toMatchObject({ category: 'inquiry', 'form.summary': '忘记密码', 'form.phone': '138****0000', confidential: 'yes' })
    expect(changeOf({ category: 'complaint', confidential: 'no', 'form.summary': '' })).toEqual({
      category: 'complaint',
      confidential: false,
      form: { summary: '' },
    })
  })

  it('are named by the desk without saying that they are fields', () => {
    const words = { zh: '错', en: 'wrong' }
    expect(byName({ matter: words, phone: words })).toEqual({ matter: words, 'form.phone': words })
  })

  it('are those of the category, and whatever else is filled in already', () => {
    const category = LOOP.categories[0]
    const shown = shownFields(LOOP, category, { 'form.wish': '退款' })
    expect(Object.values(shown).map((fields) => fields.map((one: { id: string }) => one.id))).toEqual([['summary'], ['phone'], ['wish']])
  })

  const entry = (...names: string[]): Entry => ({
    revision: 2, at: at('10:00'), who: 'b', who_name: '乙', what: 'form_saved', what_zh: '', what_en: '', step: 'fill', step_zh: '', step_en: '',
    moved: false, said: [], changes: names.map((name) => ({ name_zh: name, name_en: name, before: { zh: '', en: '' }, after: { zh: '', en: '' } })),
  })

  it('clash where both changed the same differently', () => {
    const mine = { 'form.summary': '我的', 'form.wish': '我的' }
    expect(clashing(LOOP, mine, {}, { 'form.summary': '对方', 'form.wish': '' }, [])).toEqual(['form.summary'])
    expect(clashing(LOOP, mine, {}, { 'form.summary': '我的' }, [])).toEqual([])
  })

  it('clash in a private field too, which looks the same masked', () => {
    const masked = { 'form.phone': '138****0000' }
    expect(clashing(LOOP, { 'form.phone': '13900000000' }, masked, masked, [entry('联系电话')])).toEqual(['form.phone'])
    expect(clashing(LOOP, { 'form.phone': '13900000000' }, masked, masked, [entry('诉求摘要')])).toEqual([])
  })
})

describe('a history', () => {
  it('is what the call told and what people did, by time', () => {
    const entry = { at: at('10:01') } as Page['entries'][number]
    const rows = together([{ at: at('10:02'), zh: '', en: '', person_name: null }, { at: at('10:00'), zh: '', en: '', person_name: null }], [entry])
    expect(rows.map((row) => [row.at, row.entry !== null])).toEqual([[at('10:00'), false], [at('10:01'), true], [at('10:02'), false]])
  })
})

describe('an entry', () => {
  it('does not tell twice what was said and changed', () => {
    const names = { name_zh: '主办部门', name_en: 'lead' }
    const empty = { zh: '', en: '' }
    const moved = (zh: string) => ({ ...names, before: empty, after: { zh, en: zh } })
    const entry = { said: [{ ...names, zh: '结算部', en: 'settlement' }], changes: [moved('结算部'), moved('高')] } as unknown as Entry
    expect(changes(entry).map((one) => one.after.zh)).toEqual(['高'])
  })
})

describe('colleagues', () => {
  it('come with who is on duty first, then those of the line', () => {
    const people = [['d', 'gx'], ['c', 'gd'], ['b', 'gx'], ['a', 'gd']].map(([id, line]) => ({ id: id!, name: id!, lines: [line!] }))
    expect(inOrder(people, new Set(['c', 'b']), 'gx').map((one) => one.id)).toEqual(['b', 'c', 'd', 'a'])
  })

  it('stay in the order in which the desk proposes them, with what each has to call already', () => {
    const callers = [
      { id: 'b', name: 'B', on_duty: true, relieves: true, open: 2 },
      { id: 'z', name: 'Z', on_duty: true, relieves: false, open: 0 },
      { id: 'a', name: 'A', on_duty: false, relieves: false, open: 7 },
    ]
    const shown = asProposed(callers, [{ id: 'b', name: 'B', lines: ['gx'] }])
    expect(shown.map((one) => [one.id, one.duty, one.open])).toEqual([['b', 'relieves', 2], ['z', 'onDuty', 0], ['a', 'offDuty', 7]])
    expect(shown.map((one) => one.lines)).toEqual([['gx'], [], []])
  })
})

describe('sizes of files', () => {
  it.each([[812, '812 B'], [34_816, '34 KB'], [1_572_864, '1.5 MB'], [20 * 1_048_576, '20 MB']])('%i', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words)
  })
})

