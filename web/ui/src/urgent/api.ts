/** Important and urgent events: the questions to the desk. */
import { ask, path } from '../api'
import type { Named } from '../orders/api'

export type EventState = 'proposed' | 'open' | 'dismissed' | 'closed'
export type Wait = 'confirm' | 'notify' | 'remind' | 'acknowledge' | 'report' | 'talk'
export type Deed = 'confirm' | 'dismiss' | 'told' | 'acknowledge' | 'report' | 'remind' | 'assign_talk' | 'talked' | 'note' | 'close'

export interface EventClock {
  clock: 'confirm' | 'notify' | 'remind'
  due_at: string
  done_at: string | null
  /** The event ended before it was done. */
  over: boolean
}

export interface EventRow {
  id: string
  kind: string
  kind_zh: string
  kind_en: string
  state: EventState
  at: string
  why_zh: string
  why_en: string
  line: string | null
  line_zh: string
  line_en: string
  matter_zh: string
  matter_en: string
  units: Named[]
  orders: number
  /** Null: detected. */
  marked_by: string | null
  talker: { id: string; name: string } | null
  summary: string
  closed_at: string | null
  revision: number
  clocks: EventClock[]
}

export interface Bar {
  start: string
  /** Null: not over yet. */
  count: number | null
  usual: number
  low: number
  high: number
}

export interface Letter {
  channel: 'sms' | 'email'
  sent_at: string | null
  given_up: boolean
  error: string
}

export interface Contact {
  key: string
  name: string
  group_zh: string
  group_en: string
  /** Their account, where they have one. */
  person: string | null
  phones: string[]
  emails: string[]
  told: { how: 'phone' | 'screen' | 'unreached'; who: string; at: string; note: string }[]
  letters: Letter[]
}

export interface RestsOn {
  number: string
  seen: boolean
  line_zh?: string
  line_en?: string
  opened_at?: string
  participant?: string
  summary?: string
  step_zh?: string
  step_en?: string
}

export interface Report {
  unit: string
  unit_zh: string
  unit_en: string
  who: string
  at: string
  happened: string
  place: string
  cause: string
  effect: string
}

/** A department concerned. */
export interface Department extends Named {
  /** When it was reminded last. */
  reminded_at: string | null
  reported: boolean
}

export interface EventEntry {
  at: string
  who: string | null
  what: string
  said: Record<string, string>
  units: Named[]
}

export interface EventPage extends EventRow {
  decides: boolean
  may: Deed[]
  figures: Record<string, string | number>
  plot: Bar[]
  rests_on: RestsOn[]
  contacts: Contact[]
  /** Keys of contacts who have not been told in person. */
  untold: string[]
  departments: Department[]
  reports: Report[]
  entries: EventEntry[]
}

export interface Waiting {
  event: string
  kind_zh: string
  kind_en: string
  why_zh: string
  why_en: string
  wait: Wait
  due_at: string
}

export interface LineToday {
  line: string | null
  name_zh: string
  name_en: string
  days: number
  needed: number
  bars: Bar[]
  unusual: 'surge' | 'few' | null
}

export interface MarkForm {
  kinds: Named[]
  units: Named[]
  /** What this person marks needs no other's word. */
  decides: boolean
}

export interface Marking {
  kind: string
  why: string
  order?: string
  units?: string[]
}

export const urgentApi = {
  live: () => ask<{ events: EventRow[] }>('GET', '/api/urgent'),
  ended: (cursor: string | null) =>
    ask<{ events: EventRow[]; cursor: string | null }>('GET', `/api/urgent?view=ended${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`),
  waiting: () => ask<{ waiting: Waiting[] }>('GET', '/api/urgent/waiting'),
  today: () => ask<{ now: string; lines: LineToday[] }>('GET', '/api/urgent/today'),
  form: () => ask<MarkForm>('GET', '/api/urgent/form'),
  ofOrder: (number: string) => ask<{ events: EventRow[] }>('GET', path`/api/urgent/order/${number}`),
  one: (id: string) => ask<EventPage>('GET', path`/api/urgent/event/${id}`),
  mark: (marking: Marking) => ask<EventPage>('POST', '/api/urgent', { ...marking }),
  does: (id: string, deed: Deed, revision: number, said: Record<string, string>) =>
    ask<EventPage>('POST', path`/api/urgent/event/${id}/${deed}`, { revision, said }),
}
