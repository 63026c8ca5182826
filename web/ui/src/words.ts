/** How numbers are written for reading, and which colour a state has. */

export type Tone = 'good' | 'warn' | 'bad' | 'brand' | ''

const OUTCOMES: Record<string, Tone> = {
  in_progress: 'brand',
  answered: 'good',
  missed: 'bad',
  unserved: 'warn',
  left_in_menu: '',
  lost: 'bad',
}
const ORDERS: Record<string, Tone> = { offered: 'brand', answered: 'good', missed: 'bad', unserved: 'warn' }
const DUTY: Record<string, Tone> = { open: 'good', closed: '', undecided: 'bad' }

export const outcomeTone = (outcome: string): Tone => OUTCOMES[outcome] ?? ''
export const orderTone = (state: string): Tone => ORDERS[state] ?? ''
export const dutyTone = (state: string): Tone => DUTY[state] ?? ''

const MOBILE = /^(1\d{2})(\d{4})(\d{4})$/
const LONG_AREA = /^(0(?:10|2\d))(\d{4})(\d{4})$/
const AREA = /^(0[3-9]\d{2})(\d{3,4})(\d{4})$/

/** As it is read out: ``138 0013 8000``, ``020 3662 3007``, ``0871 6301 2345``; anything else as it came. */
export function spacedNumber(number: string): string {
  for (const shape of [MOBILE, LONG_AREA, AREA]) {
    const parts = shape.exec(number)
    if (parts) return parts.slice(1).join(' ')
  }
  return number
}
