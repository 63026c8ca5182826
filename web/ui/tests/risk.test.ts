import { describe, expect, it } from 'vitest'
import type { Loop } from '../src/orders/api'
import { draftsOf, levelOf, riskTone, written } from '../src/orders/risk'

const level = (value: string) => ({ value, zh: value, en: value, meaning_zh: '', meaning_en: '', brings: [] })
const loop = { risks: [level('plain'), level('serious'), level('grave')] } as unknown as Loop

describe('levels of risk', () => {
  it('are coloured by their rank in the file, whatever they are called', () => {
    expect(['plain', 'serious', 'grave', 'gone'].map((one) => riskTone(loop, one))).toEqual(['', 'warn', 'bad', ''])
    expect(riskTone(null, 'grave')).toBe('')
  })

  it('are found by their id', () => {
    expect(levelOf(loop, 'grave')?.zh).toBe('grave')
    expect(levelOf(loop, undefined)).toBeNull()
  })
})

describe('measures that are typed', () => {
  it('are sent without the rows that nobody began, and as nothing where there are none', () => {
    const one = { what: '增加监控', person: 'platform-1', due: '2026-12-31' }
    expect(written([{ what: ' ', person: '', due: '' }])).toBe('')
    expect(JSON.parse(written([one, { what: '', person: '', due: '' }]))).toEqual([one])
  })

  it('are gone on with as they were left', () => {
    const left = [{ what: '增加监控', person: '', due: '' }]
    expect(draftsOf(written(left))).toEqual(left)
    expect(draftsOf('')).toEqual([{ what: '', person: '', due: '' }])
  })
})
