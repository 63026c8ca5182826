/** The one door to the desk's HTTP interface: its JSON as types, and a function per question. Instants are ISO 8601 with +08:00. */

export type Role = 'agent' | 'dispatcher' | 'department' | 'head' | 'manager' | 'supervisor' | 'listener' | 'admin'
export type PresenceState = 'ready' | 'paused' | 'away'
export type PhoneState = 'registered' | 'unreachable' | 'in_use' | 'unknown'
export type DutyState = 'open' | 'closed' | 'undecided'

export interface Person {
  id: string
  name: string
  roles: Role[]
  groups: string[]
}

export interface Session {
  person: Person
  expires_at: string
  /** True until the person has chosen a password: the desk refuses everything else. */
  first_password: boolean
}

export interface Alarm {
  code: string
  zh: string
  en: string
}

export interface Now {
  now: string
  shift_seconds: number
  hotline: string
  hotline_en: string
  numbers: string[]
  alarms: Alarm[]
  /** What was ordered above the rosters and holds now. */
  covers: Cover[]
}

/** An emergency closing, or an override by which other groups answer. */
export interface Cover {
  id: string
  kind: 'closing' | 'override'
  state: 'in_force' | 'to_come' | 'over'
  lines: { line: string; line_zh: string; line_en: string }[]
  groups: { id: string; line: string | null; line_zh: string; line_en: string; name_zh: string; name_en: string }[]
  start: string
  end: string
  who: string
  who_name: string
  why: string
  say: string[]
}

export interface Group {
  id: string
  line: string
  name_zh: string
  name_en: string
  /** ``staying``: off duty, and still rung because the relief is not there. */
  duty: 'on' | 'off' | 'staying'
  /** When that changes; null where it is not to be foreseen. */
  until: string | null
}

export interface Presence {
  state: PresenceState
  reason: string | null
  since: string | null
  phone: PhoneState
  groups: Group[]
}

/** A sentence why, in both languages. */
export interface Because {
  because_zh: string
  because_en: string
}

interface LineNames {
  line: string | null
  line_zh: string
  line_en: string
}

interface GroupNames {
  group: string | null
  group_zh: string
  group_en: string
}

export interface EarlierCall {
  call: string
  arrived_at: string
  line_zh: string
  line_en: string
  outcome: string
  order: string | null
}

export interface OpenOrder {
  number: string
  line_zh: string
  line_en: string
  state: string
  opened_at: string
}

export interface Call extends Because, LineNames, GroupNames {
  call: string
  arrived_at: string
  number_masked: string
  key: string
  choice: string | null
  decided_by: string | null
  state: DutyState | null
  reason: string | null
  order: string | null
  outcome: string
  answered_by: string | null
  answered_by_name: string | null
  answered_at: string | null
  ended_at: string | null
  waited_s: number | null
  talked_s: number | null
  survey: number | null
}

export interface Order extends Because, LineNames, GroupNames {
  number: string
  call: string
  caller_masked: string
  state: string
  owner: string | null
  owner_name: string | null
  arrived_at: string
  opened_at: string
  opened_late: boolean
  callback_wanted: boolean
  message_seconds: number | null
  survey: number | null
  answered_at: string | null
  conversation_ended_at: string | null
  fill_due_at: string | null
  rule: string
  version: string | null
}

export interface HistoryRow {
  at: string
  zh: string
  en: string
  person_name: string | null
}

export interface StoryRow {
  at: string
  kind: string
  zh: string
  en: string
  witness: string
}

/** What was filed of a call. Where it lies is told to whoever may hear it; of a confidential order nothing to others. */
export interface Recording {
  file: string | null
  bytes: number | null
  seconds: number | null
  sha256: string | null
  mended: boolean
  may_hear: boolean
  /** Keep a copy. */
  may_save: boolean
}

export type Sound = 'recording' | 'message'

export interface OrderPage {
  order: Order
  /** The number in clear may be asked for, with a reason. */
  may_see_number: boolean
  history: HistoryRow[]
  call: Call | null
  recording: Recording | null
  story: StoryRow[]
  earlier_calls: EarlierCall[]
  open_orders: OpenOrder[]
}

export interface Decision extends Because {
  state: DutyState
  group: string | null
  group_zh?: string
  group_en?: string
  rule: string
  version: string | null
  instant: string
}

export interface Replay {
  recorded: Decision
  replayed: Decision | null
  today: Decision | null
  same: boolean
}

export interface DutyGroup {
  id: string
  name_zh: string
  name_en: string
  ready: number
  paused: number
  in_call: number
}

export interface DutyLine extends Because {
  line: string
  name_zh: string
  name_en: string
  key: string | null
  state: DutyState
  groups: DutyGroup[]
  until: string | null
  assumed: boolean
}

export interface DutyVersion {
  seq: number
  hash: string
  active_from: string
  who: string
  /** Null where it was no person: a file was saved. */
  who_name: string | null
  why: string
}

export interface DutyBoard {
  lines: DutyLine[]
  version: DutyVersion | null
}

/** A refusal in the desk's own words, or the lack of any answer (status 0). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly retryAt: string | null = null,
    /** What the desk told besides: findings, what a file holds by now. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(`${code}: ${en}`)
  }
}

const NO_ANSWER = new Refusal(0, 'no_answer', '连接不上服务器，请检查网络后重试', 'The server does not answer; check the network and try again')
const DEADLINE_MS = 10_000
/** For the question that also tells whether the desk can be reached. */
const QUICK_MS = 4_000

type Body = Record<string, unknown>

function refusal(status: number, body: Body | null): Refusal {
  const error = (body?.error ?? {}) as Partial<Record<string, string>>
  const retryAt = (body?.retry_at ?? error.retry_at ?? null) as string | null
  const zh = error.zh ?? `服务器未能完成操作（${status}）`
  const en = error.en ?? `The server could not do this (${status})`
  return new Refusal(status, error.code ?? `http_${status}`, zh, en, retryAt, body ?? {})
}

/** A file is sent as it is. */
export async function ask<T>(method: string, path: string, body?: Body | Blob, deadline = DEADLINE_MS): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(deadline) }
  if (method !== 'GET') init.headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
  if (body) init.body = body instanceof Blob ? body : JSON.stringify(body)
  const response = await fetch(path, init).catch(() => Promise.reject(NO_ANSWER))
  if (response.status === 204) return undefined as T
  const answer = (await response.json().catch(() => null)) as Body | null
  if (!response.ok || answer === null) throw refusal(response.status, answer)
  return answer as T
}

/** A whole file, however long it takes; half of one is a refusal. */
export async function askFile(path: string): Promise<Blob> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => Promise.reject(NO_ANSWER))
  if (!response.ok) throw refusal(response.status, (await response.json().catch(() => null)) as Body | null)
  return response.blob().catch(() => Promise.reject(NO_ANSWER))
}

export const path = (parts: TemplateStringsArray, ...values: string[]): string => String.raw(parts, ...values.map(encodeURIComponent))

export const api = {
  session: () => ask<Session>('GET', '/api/session'),
  /** Says that the person is there: what the pages ask by themselves keeps no idle session alive. */
  stay: () => ask<Session>('PUT', '/api/session'),
  signIn: (id: string, password: string) => ask<Session>('POST', '/api/session', { id, password }),
  signOut: () => ask<void>('DELETE', '/api/session'),
  changePassword: (old: string, fresh: string) => ask<void>('POST', '/api/password', { old, new: fresh }),
  now: () => ask<Now>('GET', '/api/now', undefined, QUICK_MS),
  presence: () => ask<Presence>('GET', '/api/presence'),
  setPresence: (state: PresenceState, reason?: string) =>
    ask<Presence>('PUT', '/api/presence', reason === undefined ? { state } : { state, reason }),
  myOrders: (day: string) => ask<{ orders: Order[] }>('GET', path`/api/orders/mine?day=${day}`),
  myCalls: (day: string) => ask<{ calls: Call[] }>('GET', path`/api/calls/mine?day=${day}`),
  /** The caller's number in clear; that it was looked at, and why, is recorded. */
  numberOfOrder: (number: string, why: string) => ask<{ number: string }>('POST', '/api/private/order', { number, why }),
  /** The number of the caller I speak with. */
  numberOfCall: (call: string) => ask<{ number: string }>('POST', '/api/private/call', { call }),
  /** Where it can be heard for a while; who listens, and why, is recorded. */
  hear: (number: string, sound: Sound, why: string) => ask<{ address: string }>('POST', path`/api/orders/${number}/` + sound, { why }),
  /** The same of a copy to be kept. */
  copyOf: (number: string, why: string) => ask<{ address: string }>('POST', path`/api/orders/${number}/recording`, { why, save: true }),
  calls: (day: string, line: string) => ask<{ calls: Call[] }>('GET', path`/api/calls?day=${day}&line=${line}`),
  decision: (call: string) => ask<Replay>('GET', path`/api/calls/${call}/decision`),
  duty: () => ask<DutyBoard>('GET', '/api/duty/now'),
}
