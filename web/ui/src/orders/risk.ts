/** Levels of risk as pages show them: the lowest is nothing to be told of, the highest is red. */

import type { Loop, Risk } from './api'

export type RiskTone = '' | 'warn' | 'bad'

export const levelOf = (loop: Loop | null, id: string | null | undefined): Risk | null => loop?.risks.find((one) => one.value === id) ?? null

/** A level that the loop does not know any more looks like the lowest. */
export function riskTone(loop: Loop | null, id: string): RiskTone {
  const at = loop?.risks.findIndex((one) => one.value === id) ?? -1
  if (at < 1) return ''
  return at === loop!.risks.length - 1 ? 'bad' : 'warn'
}

/** Inputs that choose a level. */
export const CHOOSES_RISK: ReadonlySet<string> = new Set(['risk', 'new_risk', 'higher_risk'])

export interface Draft {
  what: string
  /** Who owns it, by their id. */
  person: string
  due: string
}

export const EMPTY: Draft = { what: '', person: '', due: '' }
const isEmpty = (one: Draft) => !one.what.trim() && !one.person && !one.due

/** What is sent: rows that nobody began are left out, and nothing at all is nothing. */
export function written(drafts: readonly Draft[]): string {
  const begun = drafts.filter((one) => !isEmpty(one))
  return begun.length ? JSON.stringify(begun.map(({ what, person, due }) => ({ what, person: person ?? '', due: due ?? '' }))) : ''
}

/** What was written so before, to go on with; at least one row to begin in. */
export function draftsOf(text: string): Draft[] {
  const found = text ? (JSON.parse(text) as Draft[]) : []
  return found.length ? found : [{ ...EMPTY }]
}
