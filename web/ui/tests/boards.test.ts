import { describe, expect, it } from 'vitest'
import type { Role } from '../src/api'
import { workEn } from '../src/i18n/en-work'
import { workZh } from '../src/i18n/zh-work'
import type { Clock, Loop } from '../src/orders/api'
import type { Listed, Row, View } from '../src/work/api'
import { boardOf, countTone } from '../src/work/boards'
import { fromAddress, narrowedBy, same, tidy, wide } from '../src/work/query'
import { appended, depth, handsOf, moved, MOST, PAGE, renewed, stillChosen } from '../src/work/rows'
import { meant, type BoardKeys } from '../src/work/use-board-keys'

const NOBODY = { id: null, name_zh: '', name_en: '' }
const a_row = (number: string, more: Partial<Row> = {}): Row => ({
  number, revision: 1, line: 'yunnan', line_zh: '云南', line_en: 'Yunnan', step: 'handle', step_zh: '处置并回单', step_en: 'handle and reply',
  entered_at: '', opened_at: '', archived_at: null, category: NOBODY, matter: NOBODY, source: NOBODY, unit: NOBODY, holder: NOBODY,
  owner: null, follower: null, hand: null, summary: '', participant_name: '', birth: null, risk: 'low', proposed_risk: null, major: 'none', listed: false,
  came_back: false, rounds: 0, confidential: false, parent: null, due: null as Clock | null, late: false, escalated: false, ...more,
})
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => a_row(`N${from + at}`))
const numbers = (listed: Listed) => listed.orders.map((row) => row.number)

describe('a board', () => {
  const ROLES: Role[] = ['dispatcher', 'department', 'head', 'agent', 'supervisor', 'manager']

  it.each(ROLES)('of a %s begins with what waits and ends with everything', (role) => {
    const board = boardOf([role])
    expect(board.length).toBeGreaterThan(3)
    expect(board.at(-1)).toBe('all')
    expect(new Set(board).size).toBe(board.length)
  })

  it('of somebody with two roles has the lists of both, once', () => {
    const board = boardOf(['agent', 'dispatcher'])
    expect(board).toEqual(expect.arrayContaining([...boardOf(['agent']), ...boardOf(['dispatcher'])]))
    expect(new Set(board).size).toBe(board.length)
    expect(board.indexOf('all')).toBe(board.length - 1)
  })

  it('of an administrator is empty', () => expect(boardOf(['admin'])).toEqual([]))

  it('has a name and words for an empty list, whichever it is', () => {
    const all = new Set(ROLES.flatMap((role) => boardOf([role])))
    for (const words of [workZh, workEn]) for (const view of all) expect([view, words.view[view], words.empty[view]]).not.toContain(undefined)
    expect([...all].sort()).toEqual(Object.keys(workZh.view).sort())
  })

  it('warns of what is late only where something is', () => {
    expect(countTone('overdue', { overdue: 0 })).toBe('')
    expect(countTone('overdue', { overdue: 2 })).toBe('bad')
    expect(countTone('to_assign', { to_assign: 2 })).toBe('brand')
    expect(countTone('to_assign', {})).toBe('')
  })
})

describe('what is asked for', () => {
  const BOARD: View[] = ['to_assign', 'overdue', 'all']

  it('stands in the address, and a list that is not on the board gives way to the first', () => {
    expect(fromAddress({ view: 'overdue', q: ' 规则 ', line: 'yunnan' }, BOARD)).toEqual({ view: 'overdue', q: '规则', line: 'yunnan' })
    expect(fromAddress({ view: 'mine' }, BOARD)).toEqual({ view: 'to_assign' })
    expect(fromAddress({}, [])).toEqual({ view: 'all' })
  })

  it('leaves out what nobody can have meant', () => {
    expect(fromAddress({ since: 'yesterday', until: '2026-11-23', cursor: 'x', limit: '9', q: ['a', 'b'] }, BOARD)).toEqual({ view: 'to_assign', until: '2026-11-23' })
    expect(tidy({ q: 'x'.repeat(300) }).q).toHaveLength(200)
  })

  it('is the same in whatever order it was said', () => {
    expect(same({ q: 'a', view: 'all' }, { view: 'all', q: 'a', line: '' })).toBe(true)
    expect(same({ view: 'all' }, { view: 'overdue' })).toBe(false)
  })

  it('is narrowed by everything but the list', () => {
    expect(narrowedBy({ view: 'all', q: 'a', risk: 'high', late: undefined })).toBe(2)
    expect(wide({ view: 'all', q: 'a', risk: 'high' })).toEqual({ view: 'all' })
  })
})

describe('rows that are loaded again', () => {
  it('are asked for as deep as they are seen', () => {
    expect(depth([])).toBe(PAGE)
    expect(depth(many(0, 51))).toBe(2 * PAGE)
    expect(depth(many(0, 900))).toBe(MOST)
  })

  it('take the place of those before; what lies deeper stays, once', () => {
    const shallow = { orders: many(0, 60), cursor: 'old' }
    expect(renewed(shallow, { orders: many(3, 50), cursor: 'new' })).toEqual({ orders: many(3, 50), cursor: 'new' })
    const deep = { orders: many(0, 250), cursor: 'old' }
    const now = renewed(deep, { orders: [...many(210, 215), ...many(0, 195)], cursor: 'new' })
    expect(now.cursor).toBe('old')
    expect(new Set(numbers(now)).size).toBe(now.orders.length)
    expect(now.orders).toHaveLength(245)
  })

  it('are appended without repeating one that moved', () => {
    const now = appended({ orders: many(0, 3), cursor: 'a' }, { orders: many(2, 5), cursor: null })
    expect([numbers(now), now.cursor]).toEqual([['N0', 'N1', 'N2', 'N3', 'N4'], null])
  })

  it('keep the one that is chosen, or the one that took its place', () => {
    const before = many(0, 4)
    expect(stillChosen('N1', before, many(1, 4))).toBe('N1')
    expect(stillChosen('N1', before, [...many(0, 1), ...many(2, 4)])).toBe('N2')
    expect(stillChosen('N3', before, many(0, 3))).toBe('N2')
    expect(stillChosen('N0', many(0, 1), [])).toBeNull()
    expect(stillChosen(null, before, before)).toBeNull()
  })
})

describe('the keyboard', () => {
  it('goes from row to row and stops at both ends', () => {
    const rows = many(0, 2)
    expect(moved(null, rows, 1)).toBe('N0')
    expect(moved('N0', rows, 1)).toBe('N1')
    expect(moved('N1', rows, 1)).toBe('N1')
    expect(moved('N0', rows, -1)).toBe('N0')
    expect(moved(null, [], 1)).toBeNull()
  })

  it('means the same in capitals and with arrows, and nothing by other keys', () => {
    const done: string[] = []
    const keys: BoardKeys = {
      move: (by) => done.push(`move ${by}`),
      open: () => done.push('open'),
      act: () => done.push('act'),
      search: () => done.push('search'),
      turnTo: (at) => done.push(`turn ${at}`),
    }
    for (const key of ['j', 'J', 'ArrowDown', 'k', 'ArrowUp', 'Enter', 'a', 'A', '/', '3', 'x', '0', 'Tab']) meant(key, keys)?.()
    expect(done).toEqual(['move 1', 'move 1', 'move 1', 'move -1', 'move -1', 'open', 'act', 'act', 'search', 'turn 2'])
  })
})

describe('in whose hands an order lies', () => {
  const step = (id: string, by: string | null) => ({ id, by, name_zh: id, name_en: id })
  const loop = {
    steps: [step('fill', 'owner'), step('review', 'dispatcher'), step('handle', 'unit'), step('call', 'follower'), step('done', null)],
    actors: [{ id: 'dispatcher', name_zh: '服务调度', name_en: 'dispatcher' }],
  } as unknown as Loop

  it.each([
    [{ step: 'fill', owner: { id: 'a', name: '周敏' } }, 'person', '周敏'],
    [{ step: 'fill' }, 'nobody', ''],
    [{ step: 'review' }, 'role', '服务调度'],
    [{ step: 'handle', holder: { id: 'p', name_zh: '技术支持部', name_en: 'platform' } }, 'unit', '技术支持部'],
    [{ step: 'call', follower: { id: 'b', name: '李想' } }, 'person', '李想'],
    [{ step: 'done', archived_at: '2026-11-23T10:00:00+08:00' }, 'done', ''],
  ] as [Partial<Row>, string, string][])('%o: %s %s', (more, kind, name) => {
    const found = handsOf(a_row('N1', more), loop)
    expect([found.kind, found.name_zh]).toEqual([kind, name])
  })
})
