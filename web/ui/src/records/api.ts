/** What must be kept, and the proofs of what was deleted: the questions to the desk. */

import { ask, path } from '../api'

export const KINDS = ['order', 'call', 'caller', 'line', 'all'] as const
export type HoldKind = (typeof KINDS)[number]

export interface Saying {
  who: string
  why: string
  at: string
}

export interface Hold {
  id: number
  kind: HoldKind
  /** A caller's number masked. */
  subject: string
  put: Saying
  lifted: Saying | null
}

/** A row of the audit log: how many rows of which tables were deleted, of which time, and the hash of all they held. */
export interface Proof {
  seq: number
  at: string
  who: string
  class: string
  told: Partial<Record<'records' | 'rows' | 'files' | 'ended' | 'sha256' | 'before' | 'first' | 'last', string>>
}

export interface Records {
  may_hold: boolean
  holds: Hold[]
  proofs: Proof[]
}

export const recordsApi = {
  shown: (lifted: boolean) => ask<Records>('GET', `/api/records${lifted ? '?lifted=yes' : ''}`),
  put: (kind: HoldKind, subject: string, why: string) => ask<Records>('POST', '/api/records/holds', { kind, subject, why }),
  lift: (id: number, why: string) => ask<Records>('POST', path`/api/records/holds/${String(id)}/lift`, { why }),
}
