/** What others do to an order while a dialog asks somebody about it. Pure. */

import { proposed } from './actions'
import type { Action, Entry, Page } from './api'
import { since } from './autosave'

export interface Meanwhile {
  theirs: Entry[]
  /** Why what the dialog is for cannot be done any more; empty where it can. */
  why: string
}

export const NOTHING: Meanwhile = { theirs: [], why: '' }

/** What was done since a revision, but for what this page saved by itself. */
export function others(page: Page, begun: number, own: ReadonlySet<number>): Entry[] {
  return since(page, begun).filter((entry) => !own.has(entry.revision))
}

/** The action as it is offered now; null where it is not. */
export function offered(actions: readonly Action[], asked: Action): Action | null {
  return actions.find((one) => one.id === asked.id) ?? null
}

/** What somebody wrote or chose stays; what they left as it was proposed is what is proposed now. */
export function carried(before: Action, now: Action, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const then = proposed(before)
  const fresh = Object.entries(proposed(now)).filter(([name]) => (inputs[name] ?? '') === (then[name] ?? ''))
  return { ...inputs, ...Object.fromEntries(fresh) }
}
