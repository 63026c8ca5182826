/** Why an order came back: what stands first for whoever has it again. */

import type { Entry, Loop } from './api'

/**
 * The last deed that led the order back to an earlier step, while it has not gone on from where it came to; null where
 * there is none.
 */
export function lastReturn(entries: readonly Entry[], loop: Loop, step: string): Entry | null {
  const place = new Map(loop.steps.map((one, at) => [one.id, at]))
  let found: Entry | null = null
  let before = place.get(loop.first) ?? 0
  for (const entry of entries) {
    if (!entry.moved) continue
    const now = place.get(entry.step) ?? before
    found = now < before ? entry : null
    before = now
  }
  return found?.step === step && found.said.length ? found : null
}
