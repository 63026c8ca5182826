import type { Caller, Colleague } from './api'

export type Duty = 'relieves' | 'onDuty' | 'offDuty'

/** Somebody who may be named. */
export interface Choosable {
  id: string
  name: string
  duty: Duty
  /** Where that is told: follow-up calls that they have already. */
  open: number | null
  lines: string[]
}

/** As the desk proposes them. */
export function asProposed(people: readonly Caller[], colleagues: readonly Colleague[]): Choosable[] {
  const lines = new Map(colleagues.map((one) => [one.id, one.lines]))
  return people.map(({ id, name, open, ...one }) => ({ id, name, open, duty: one.relieves ? 'relieves' : one.on_duty ? 'onDuty' : 'offDuty', lines: lines.get(id) ?? [] }))
}

/** On duty before off, the order's line before others, then by name. */
export function inOrder(people: readonly Colleague[], onDuty: ReadonlySet<string>, line: string | null): Choosable[] {
  const rank = (one: Choosable) => (one.duty === 'onDuty' ? 0 : 2) + (line !== null && one.lines.includes(line) ? 0 : 1)
  return people
    .map((one): Choosable => ({ ...one, duty: onDuty.has(one.id) ? 'onDuty' : 'offDuty', open: null }))
    .sort((one, other) => rank(one) - rank(other) || one.id.localeCompare(other.id))
}
