import type { Colleague } from './api'

export interface AtWork extends Colleague {
  onDuty: boolean
}

/** On duty before off, the order's line before others, then by name. */
export function inOrder(people: readonly Colleague[], onDuty: ReadonlySet<string>, line: string | null): AtWork[] {
  const rank = (one: AtWork) => (one.onDuty ? 0 : 2) + (line !== null && one.lines.includes(line) ? 0 : 1)
  return people
    .map((one) => ({ ...one, onDuty: onDuty.has(one.id) }))
    .sort((one, other) => rank(one) - rank(other) || one.id.localeCompare(other.id))
}
