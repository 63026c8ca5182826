/** The questions about follow-up calls: whom to call, who could, handing over, new demands, the daily samples. */

import { ask, path } from '../api'
import type { Action, Caller, Chosen, Clock, Names, Page, Told, Who } from '../orders/api'
import type { Listed } from '../work/api'

/** A telephone number of the form, masked. */
export interface Contact extends Names {
  field: string
  masked: string
}

export interface FollowOrder {
  number: string
  revision: number
  line: string
  line_zh: string
  line_en: string
  category: Chosen
  matter: Chosen
  owner: Who | null
  follower: Who | null
  summary: string
  participant_name: string
  /** What the participant is to be told. */
  answer: string
  number_masked: string
  contacts: Contact[]
  may_look: boolean
  attempts: number
  last_attempt_at: string | null
  last_outcome: Told | null
  /** Enough was tried: it may be archived unreached. */
  may_give_up: boolean
  /** When to try again; null before the first attempt, and when enough were made. */
  try_again_at: string | null
  /** Chosen by the day's sample. */
  drawn: boolean
  /** How often the participant was dissatisfied before. */
  dissatisfied: number
  listed: boolean
  due: Clock | null
  late: boolean
  may_give: boolean
  may_demand: boolean
  actions: Action[]
}

/** Orders that are spoken of in one call. */
export interface FollowCall {
  due_at: string | null
  orders: FollowOrder[]
}

export interface FollowUps {
  now: string
  hours: { start: string; end: string }[]
  may_call: boolean
  /** When the permitted hours begin again; now where one may call. */
  next_chance: string
  attempts: number
  apart_minutes: number
  next_draw: string
  /** When my shift ends; null where I am on none today. */
  shift_end: string | null
  /** Sees everybody's. */
  oversees: boolean
  calls: FollowCall[]
  /** Left to the next draw. */
  undrawn: FollowOrder[]
  loads: (Who & { open: number })[]
}

export interface Handover {
  at: string
  who: Who
  to: Who
  reason: string
  numbers: string[]
}

export interface Sample {
  day: string
  drawn_at: string
  share: number
  candidates: number
  drawn: string[]
  seed: string
  stands: boolean
}

export const followUps = {
  list: (of: string) => ask<FollowUps>('GET', path`/api/follow-ups?of=${of}`),
  relief: (number: string) => ask<{ people: Caller[]; proposed: string | null }>('GET', path`/api/follow-ups/people?number=${number}&leaving=yes`),
  handOver: (orders: FollowOrder[], person: string, reason: string) =>
    ask<{ handovers: Handover[] }>('POST', '/api/follow-ups/hand-over', {
      orders: Object.fromEntries(orders.map((one) => [one.number, String(one.revision)])),
      person,
      reason,
    }),
  handovers: () => ask<{ handovers: Handover[] }>('GET', '/api/follow-ups/hand-overs'),
  demand: (order: FollowOrder, summary: string) =>
    ask<Page>('POST', path`/api/follow-ups/${order.number}/demand`, { revision: order.revision, summary }),
  samples: () => ask<{ samples: Sample[] }>('GET', '/api/follow-ups/samples'),
  listed: () => ask<Listed>('GET', '/api/work/list?view=listed'),
}
