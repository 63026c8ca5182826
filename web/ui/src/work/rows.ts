/** Rows of a list while it is loaded again under the reader's eyes. */

import type { Loop } from '../orders/api'
import type { Listed, Row } from './api'

export const PAGE = 50
/** As many as the desk gives at once. */
export const MOST = 200

/** How many are asked for to see again what is seen. */
export const depth = (rows: readonly Row[]): number => Math.min(MOST, Math.max(PAGE, Math.ceil(rows.length / PAGE) * PAGE))

/** What is on screen, with its top as it is now; what lies deeper than was asked for stays as it was. */
export function renewed(before: Listed, top: Listed): Listed {
  if (before.orders.length <= MOST) return top
  const fresh = new Set(top.orders.map((row) => row.number))
  return { orders: [...top.orders, ...before.orders.slice(MOST).filter((row) => !fresh.has(row.number))], cursor: before.cursor }
}

export function appended(before: Listed, more: Listed): Listed {
  const known = new Set(before.orders.map((row) => row.number))
  return { orders: [...before.orders, ...more.orders.filter((row) => !known.has(row.number))], cursor: more.cursor }
}

/** Whoever looked at an order that left the list looks at the one that took its place. */
export function stillChosen(chosen: string | null, before: readonly Row[], now: readonly Row[]): string | null {
  if (now.some((row) => row.number === chosen)) return chosen
  const at = before.findIndex((row) => row.number === chosen)
  return at < 0 ? null : (now[Math.min(at, now.length - 1)]?.number ?? null)
}

/** The next or the one before; from nowhere to the first. */
export function moved(chosen: string | null, rows: readonly Row[], by: 1 | -1): string | null {
  const at = rows.findIndex((row) => row.number === chosen)
  if (at < 0) return rows[0]?.number ?? null
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.number ?? null
}

export type Hands = { kind: 'nobody' | 'person' | 'unit' | 'role' | 'done'; id: string; name_zh: string; name_en: string }

/** In whose hands an order lies by its step: a person's, a department's, or a whole role's. */
export function handsOf(row: Row, loop: Loop): Hands {
  const by = loop.steps.find((step) => step.id === row.step)?.by ?? null
  if (row.archived_at || by === null) return { kind: 'done', id: '', name_zh: '', name_en: '' }
  if (by === 'unit' || by === 'head') return { kind: 'unit', id: row.holder.id ?? '', name_zh: row.holder.name_zh, name_en: row.holder.name_en }
  const actor = loop.actors.find((known) => known.id === by)
  if (by !== 'owner' && by !== 'follower') return { kind: 'role', id: by, name_zh: actor?.name_zh ?? by, name_en: actor?.name_en ?? by }
  const who = by === 'owner' ? row.owner : row.follower
  return who ? { kind: 'person', id: who.id, name_zh: who.name, name_en: who.name } : { kind: 'nobody', id: '', name_zh: '', name_en: '' }
}
