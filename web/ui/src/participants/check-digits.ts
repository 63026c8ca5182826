import type { Form } from './api'

/**
 * Check digits guard typing and nothing else: the desk takes a value that does not fit as it takes any other.
 * GB 11643 (resident identity number) and GB 32100 (unified social credit code), as in participants/check_digits.py;
 * both are held to tests/participants/check_digits.json.
 */

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ID_CHECKS = '10X98765432'
const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

const plain = (text: string) => text.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')
const sum = (numbers: number[], weights: number[]) => weights.reduce((total, weight, at) => total + weight * numbers[at]!, 0)

export function idNumberFits(text: string): boolean {
  const code = plain(text)
  if (!/^\d{17}[\dX]$/.test(code)) return false
  return ID_CHECKS[sum([...code].map(Number), ID_WEIGHTS) % 11] === code[17]
}

export function creditCodeFits(text: string): boolean {
  const code = plain(text)
  const numbers = [...code].map((letter) => CREDIT_ALPHABET.indexOf(letter))
  if (code.length !== 18 || numbers.includes(-1)) return false
  return (31 - (sum(numbers, CREDIT_WEIGHTS) % 31)) % 31 === numbers[17]
}

/** True where something is typed that its own check digit, or its length, says is mistyped. */
export function looksMistyped(form: Form, text: string): boolean {
  if (!text.trim()) return false
  if (form === 'id_number') return !idNumberFits(text)
  if (form === 'credit_code') return !creditCodeFits(text)
  return form === 'phone' && !/^\+?\d{7,15}$/.test(text.normalize('NFKC').replace(/[\s()-]/g, ''))
}
