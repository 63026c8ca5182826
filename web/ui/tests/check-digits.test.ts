import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { creditCodeFits, idNumberFits, looksMistyped } from '../src/participants/check-digits'

/** The desk is held to the same examples. */
const KNOWN = JSON.parse(readFileSync(join(import.meta.dirname, '../../../tests/participants/check_digits.json'), 'utf8')) as Record<
  'id_number' | 'credit_code',
  { fits: string[]; does_not: string[] }
>

describe('check digits', () => {
  it('know the examples of the standards', () => {
    for (const [name, fits] of [['id_number', idNumberFits], ['credit_code', creditCodeFits]] as const) {
      expect(KNOWN[name].fits.filter((text) => !fits(text))).toEqual([])
      expect(KNOWN[name].does_not.filter((text) => fits(text))).toEqual([])
    }
  })

  it('count full-width, small and spaced-out letters for the same', () => {
    expect(idNumberFits('１１０１０５ 19491231 002x')).toBe(true)
    expect(creditCodeFits('9135 0100-m000100y43')).toBe(true)
  })

  it('say nothing of what is not typed yet, or has no check digit', () => {
    expect(looksMistyped('id_number', ' ')).toBe(false)
    expect(looksMistyped('name', '王')).toBe(false)
    expect(looksMistyped('digits', '1')).toBe(false)
    expect(looksMistyped('phone', '138')).toBe(true)
    expect(looksMistyped('phone', '+86 138 1234 5678')).toBe(false)
  })
})
