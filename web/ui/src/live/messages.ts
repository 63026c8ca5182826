/** What the desk pushes over the WebSocket, and what we say back. */

import type { Alarm, EarlierCall, OpenOrder, Presence } from '../api'

export type GoneReason = 'answered_elsewhere' | 'caller_left' | 'ended' | 'not_answered'

export interface Pop {
  call: string
  /** In clear it is asked for by itself, once the caller is spoken with. */
  number_masked: string
  line: string
  line_zh: string
  line_en: string
  group: string
  group_zh: string
  group_en: string
  because_zh: string
  because_en: string
  order: string | null
  greeting_zh: string
  greeting_en: string
  rang_at: string
  answered_at?: string | null
  state: 'ringing' | 'talking' | 'ended'
  earlier_calls: EarlierCall[]
  open_orders: OpenOrder[]
}

export type ServerMessage =
  | { type: 'hello'; seq: number }
  | { type: 'pop'; seq: number; pop: Pop }
  | { type: 'pop_gone'; seq: number; call: string; reason: GoneReason }
  | ({ type: 'presence' } & Presence)
  | { type: 'order'; number: string }
  /** So many notices I have not seen. */
  | { type: 'notices'; unseen: number }
  /** Something changed among the orders that I see. */
  | { type: 'boards' }
  | ({ type: 'alarm' } & Alarm)
  /** Says only that the connection lives. */
  | { type: 'beat' }

export type ClientMessage = { type: 'resume'; seq: number } | { type: 'painted'; call: string; seq: number }

const KNOWN = new Set(['hello', 'pop', 'pop_gone', 'presence', 'order', 'notices', 'boards', 'alarm', 'beat'])

/** The message, or null for what a newer desk may say and these pages do not know. */
export function parseMessage(text: string): ServerMessage | null {
  const said = read(text)
  const type = typeof said === 'object' && said !== null ? (said as { type?: unknown }).type : undefined
  return typeof type === 'string' && KNOWN.has(type) ? (said as ServerMessage) : null
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
