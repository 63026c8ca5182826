/** What a board is asked for: one list, narrowed by filters and words. It stands in the page's address. */

import type { LocationQuery } from 'vue-router'
import type { View } from './api'

export const FILTERS = ['line', 'category', 'matter', 'source', 'step', 'unit', 'owner', 'participant', 'risk', 'late', 'hand', 'since', 'until', 'archived', 'sort'] as const
export type Filter = (typeof FILTERS)[number]
export type Query = Partial<Record<Filter | 'view' | 'q', string>>

const NAMES = ['view', 'q', ...FILTERS] as const
const LONGEST = 200
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Without what is empty, in one order: the same question looks the same. */
export function tidy(query: Query): Query {
  return Object.fromEntries(NAMES.flatMap((name) => (query[name]?.trim() ? [[name, query[name].trim().slice(0, LONGEST)]] : [])))
}

/** From an address that anybody may have typed; a list that is not on the board gives way to its first. */
export function fromAddress(address: LocationQuery, board: readonly View[]): Query {
  const told: Query = {}
  for (const name of NAMES) {
    const value = address[name]
    if (typeof value === 'string') told[name] = value
  }
  for (const day of ['since', 'until'] as const) if (told[day] && !DAY.test(told[day])) delete told[day]
  const view = board.find((one) => one === told.view) ?? board[0] ?? 'all'
  return tidy({ ...told, view })
}

/** How many filters narrow it, words among them. */
export const narrowedBy = (query: Query): number => Object.keys(tidy(query)).filter((name) => name !== 'view').length

/** The list alone. */
export const wide = (query: Query): Query => tidy({ view: query.view })

export const same = (one: Query, other: Query): boolean => JSON.stringify(tidy(one)) === JSON.stringify(tidy(other))
