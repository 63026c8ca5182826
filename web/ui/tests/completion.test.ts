import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inOne } from '../src/roster/completion'
import { indentAfter } from '../src/roster/indent'
import { placeAt } from '../src/roster/place'
import { keysAt, schemaNamedIn, valuesAt, type Schema } from '../src/roster/schema'

const ROSTER = `# yaml-language-server: $schema=../schemas/roster.json
name: 云南
groups:
  experts: {name: 专家, na
duty:
  wor
answer:
  - at: [09:00-12:00]
    by: [experts, st
  - otherwise: [staff]
    `

/** The place just behind the last sign of a piece of the text. */
const behind = (piece: string, text = ROSTER) => placeAt(text, text.indexOf(piece) + piece.length)

describe('the place in a text', () => {
  it('knows a key at the top', () => expect(placeAt('na', 2)).toEqual({ path: [], want: 'key', typed: 'na', from: 0 }))
  it('knows a value behind its key', () => expect(behind('name: 云')).toMatchObject({ path: ['name'], want: 'value', typed: '云' }))
  it('knows a key under a key', () => expect(behind('  wor')).toMatchObject({ path: ['duty'], want: 'key', typed: 'wor' }))
  it('knows a key within braces', () => expect(behind('name: 专家, na')).toMatchObject({ path: ['groups', 'experts'], want: 'key', typed: 'na' }))
  it('knows an item within brackets', () => expect(behind('[experts, st')).toMatchObject({ path: ['answer', '*', 'by', '*'], want: 'value', typed: 'st' }))
  it('knows a further key of a list’s item', () => expect(placeAt(ROSTER, ROSTER.length)).toMatchObject({ path: ['answer', '*'], want: 'key', typed: '' }))
  it('offers nothing in a comment', () => expect(behind('# yaml')).toBeNull())
  it('leaves closed braces behind', () => expect(behind('a: {b: c} ', 'a: {b: c} ')).toMatchObject({ want: 'value', typed: '' }))
  it('takes dates for keys', () => expect(behind('2027-02-05: {ho', 'exceptions:\n  2027-02-05: {ho')).toMatchObject({ path: ['exceptions', '2027-02-05'], typed: 'ho' }))
})

const SCHEMA: Schema = {
  $defs: { hours: { description: '时段 · hours', anyOf: [{ const: 'closed' }, { const: '24h' }] } },
  properties: {
    duty: { properties: { working_days: { $ref: '#/$defs/hours' }, holidays: { $ref: '#/$defs/hours', description: '节假日 · holidays' } } },
    groups: { additionalProperties: { properties: { name: { description: '名称 · name' } } } },
    exceptions: { patternProperties: { '^\\d{4}-': { properties: { closed: { type: 'boolean' } } } } },
    answer: { items: { oneOf: [{ properties: { by: { items: { enum: ['a', 'b'] } } } }, { properties: { otherwise: {} } }] } },
  },
}

describe('a schema', () => {
  it('tells keys with what they mean', () =>
    expect(keysAt(SCHEMA, ['duty'])).toEqual([
      { word: 'working_days', about: '时段 · hours' },
      { word: 'holidays', about: '节假日 · holidays' },
    ]))
  it('follows names that a file chooses itself', () => expect(keysAt(SCHEMA, ['groups', 'experts']).map((one) => one.word)).toEqual(['name']))
  it('follows patterns', () => expect(valuesAt(SCHEMA, ['exceptions', '2027-01-01', 'closed']).map((one) => one.word)).toEqual(['true', 'false']))
  it('takes alternatives together', () => expect(keysAt(SCHEMA, ['answer', '*']).map((one) => one.word)).toEqual(['by', 'otherwise']))
  it('tells words to choose from', () => expect(valuesAt(SCHEMA, ['answer', '*', 'by', '*']).map((one) => one.word)).toEqual(['a', 'b']))
  it('tells words of what it refers to', () => expect(valuesAt(SCHEMA, ['duty', 'working_days']).map((one) => one.word)).toEqual(['closed', '24h']))
  it('tells nothing where it does not know the place', () => expect(keysAt(SCHEMA, ['nowhere', 'x'])).toEqual([]))
  it('is named in the first line', () => expect([schemaNamedIn(ROSTER), schemaNamedIn('name: x')]).toEqual(['roster.json', null]))
  it('speaks the reader’s language', () => expect([inOne('时段 · hours', 'zh-CN'), inOne('时段 · hours', 'en'), inOne('x', 'en')]).toEqual(['时段', 'hours', 'x']))
  it('never follows itself for ever', () => {
    const endless: Schema = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }
    expect(keysAt(endless, [])).toEqual([])
  })
})

describe('the schemas that are shipped', () => {
  const shipped = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../../config/schemas', name), 'utf8')) as Schema
  const keys = (name: string, ...path: string[]) => keysAt(shipped(name), path).map((one) => one.word)

  it('complete a roster', () => {
    expect(keys('roster.json')).toEqual(expect.arrayContaining(['code', 'name', 'groups', 'duty', 'answer', 'exceptions', 'rotation', 'named']))
    expect(keys('roster.json', 'duty')).toEqual(expect.arrayContaining(['working_days', 'rest_days', 'holidays', 'make_up_days', 'saturday']))
    expect(keys('roster.json', 'answer', '*')).toEqual(expect.arrayContaining(['at', 'by', 'on', 'otherwise', 'after']))
    expect(keys('roster.json', 'exceptions', '2027-02-05')).toEqual(expect.arrayContaining(['hours', 'closed', 'why']))
  })
  it('complete what is ordered above it, leave and people', () => {
    expect(keys('overrides.json', 'closings', '*')).toEqual(expect.arrayContaining(['lines', 'from', 'until', 'who', 'why']))
    expect(keys('leave.json', 'leave', '*')).toEqual(expect.arrayContaining(['person', 'from', 'until', 'approved_by', 'stand_in']))
    expect(keys('people.json', 'people', '*')).toEqual(expect.arrayContaining(['id', 'name', 'roles', 'groups']))
    expect(valuesAt(shipped('people.json'), ['people', '*', 'roles', '*']).map((one) => one.word)).toContain('supervisor')
  })
  it('say in both languages what a key means', () => {
    const told = keysAt(shipped('roster.json'), []).find((one) => one.word === 'groups')!
    expect(inOne(told.about, 'zh-CN')).not.toBe(inOne(told.about, 'en'))
  })
})

describe('a new line', () => {
  it.each([
    ['  working_days: 09:00-18:00   # 工作日', 2],
    ['duty:', 2],
    ['duty:   # 时间', 2],
    ['  - at: [09:00-12:00]', 4],
    ['answer:', 2],
    ['', 0],
  ])('behind %j begins at %i', (line, indent) => expect(indentAfter(line)).toBe(indent))
})
