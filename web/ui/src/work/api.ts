/** The boards' questions to the desk: lists of orders, how many stand in each, saved views, a head's team. */

import { ask, askFile, path } from '../api'
import type { Choice, Chosen, Clock, Measure, Named, Who } from '../orders/api'
import type { Query } from './query'

export type View =
  | 'to_assign' | 'to_review' | 'major' | 'due_soon' | 'overdue' | 'escalated' | 'sent_back' | 'urgent' | 'to_evaluate' | 'to_fill' | 'callback'
  | 'follow_up' | 'listed' | 'mine' | 'to_accept' | 'handling' | 'co_handling' | 'unit' | 'line' | 'all'

/** How the call ended of an order that nobody owns yet. */
export interface Birth {
  state: string
  callback_wanted: boolean
  message_seconds: number | null
}

/** An order as a list shows it. */
export interface Row {
  number: string
  revision: number
  line: string
  line_zh: string
  line_en: string
  step: string
  step_zh: string
  step_en: string
  entered_at: string
  opened_at: string
  archived_at: string | null
  category: Chosen
  matter: Chosen
  source: Chosen
  unit: Chosen
  holder: Chosen
  owner: Who | null
  follower: Who | null
  /** Who of a head's people last did something to it. */
  hand: Who | null
  summary: string
  participant_name: string
  birth: Birth | null
  risk: string
  /** The level that a department asks for. */
  proposed_risk: string | null
  major: 'none' | 'asked' | 'confirmed' | 'declined'
  listed: boolean
  came_back: boolean
  rounds: number
  confidential: boolean
  parent: string | null
  /** Of its clocks the one that is due next. */
  due: Clock | null
  late: boolean
  escalated: boolean
}

export interface Listed {
  orders: Row[]
  /** Where the next page begins; null where there is none. */
  cursor: string | null
}

export type Counts = Partial<Record<View, number>>

export interface SavedView {
  id: number
  name: string
  query: Query
}

export interface Load {
  open: number
  late: number
}

export interface TeamUnit extends Named, Load {
  parent: string | null
  /** Today's deadlines that were done with or passed undone, and how many were met. */
  done: number
  in_time: number
}

export interface Team {
  units: TeamUnit[]
  people: ({ id: string; name: string } & Load)[]
  /** What none of them has touched yet. */
  nobody: Load
  done: number
  in_time: number
}

const CLOCK = { why: [], way: [], assumed: false }

function listPath(query: Query, limit: number, cursor: string | null): string {
  const asked = new URLSearchParams({ ...query, limit: String(limit), ...(cursor ? { cursor } : {}) })
  return `/api/work/list?${asked}`
}

export const work = {
  async list(query: Query, limit: number, cursor: string | null = null): Promise<Listed> {
    const found = await ask<Listed>('GET', listPath(query, limit, cursor))
    return { ...found, orders: found.orders.map((row) => ({ ...row, due: row.due && { ...CLOCK, ...row.due } })) }
  },
  /** All of a list as a table; that it was taken out of the house, and why, is recorded. */
  table: (query: Query, why: string, lang: string) => askFile(`/api/work/export.csv?${new URLSearchParams({ ...query, why, lang })}`),
  counts: async () => (await ask<{ counts: Counts }>('GET', '/api/work/counts')).counts,
  team: () => ask<Team>('GET', '/api/work/team'),
  /** With those to whom this person may give one. */
  measures: () => ask<{ measures: Measure[]; owners: Choice[] }>('GET', '/api/work/measures'),
  views: async () => (await ask<{ views: SavedView[] }>('GET', '/api/work/views')).views,
  saveView: async (name: string, query: Query) => (await ask<{ views: SavedView[] }>('POST', '/api/work/views', { name, query: { ...query } })).views,
  dropView: (id: number) => ask<void>('DELETE', path`/api/work/views/${String(id)}`),
}
