/** The participant register's questions to the desk. What is private goes in, in a body, and only comes back masked. */

import { ask, path } from '../api'

export type Form = 'name' | 'id_number' | 'phone' | 'account' | 'credit_code' | 'digits'
/** What was noted of a caller, in clear: never kept but in the form that is being filled in. */
export type Noted = Partial<Record<Form, string>>
export type Level = 'unrecorded' | 'recorded' | 'verified'
export type Verdict = 'verified' | 'wrong' | 'locked_for_call' | 'locked_for_day'

export interface Item {
  id: string
  name_zh: string
  name_en: string
  form: Form
  of: 'contact' | 'company'
}

export interface MaskedItem extends Item {
  shown: string
}

export interface Participant {
  id: string
  kind: 'company' | 'person'
  name: string
  lines: string[]
  classes: string[]
  /** No longer in the list that was imported last. */
  gone: boolean
  items: MaskedItem[]
  contacts: { administrator: boolean; items: MaskedItem[] }[]
}

interface Named {
  participant: string
  name: string
  kind: 'company' | 'person' | null
}

type Verified = Named & { since: string; until: string | null }

export interface Left {
  tries: number
  locked: 'call' | 'day' | null
}

export interface Draw extends Named {
  items: Item[]
  left: Left
}

export interface IdentityEvent {
  at: string
  who_name: string
  what: 'recorded' | 'drawn' | 'wrong' | 'verified' | 'locked' | 'unlisted'
  participant: string | null
  items: Item[]
}

export interface Identity {
  level: Level
  in_call: boolean
  may_act: boolean
  /** Looked for and not in the register. */
  unlisted: boolean
  verified: Verified[]
  /** In the call that opened the order, which is over. */
  verified_before: Verified[]
  /** What is noted of a caller for the level *recorded*. */
  recorded: Item[]
  noted: MaskedItem[]
  draws: Draw[]
  /** Whose number the caller's is. */
  suggested: Participant[]
  story: IdentityEvent[]
}

/** The conversation: a call on my telephone, or an order. */
export type Which = { call: string } | { order: string }

export interface Fault {
  row: number | null
  column: string
  problem_zh: string
  problem_en: string
  remedy_zh: string
  remedy_en: string
}

export interface Difference {
  /** The import on which it was looked at; sent back when it is applied. */
  base: number
  complete: boolean
  nothing: boolean
  counts: { added: number; changed: number; gone: number; same: number; refused: number; remarks: number }
  added: { id: string; name: string }[]
  changed: { id: string; name: string; fields_zh: string[]; fields_en: string[] }[]
  gone: { id: string; name: string }[]
  refused: Fault[]
  remarks: Fault[]
  ignored: string[]
}

export interface Import {
  seq: number
  at: string
  who_name: string
  file: string
  complete: boolean
  counts: { added: number; changed: number; gone: number; refused: number }
}

/** For what reads and compares thousands of companies. */
const PATIENT_MS = 120_000

const flag = (complete: boolean) => (complete ? '1' : '')

export const participants = {
  search: (q: string) => ask<{ found: Participant[]; most: number; shortest: number }>('POST', '/api/participants/search', { q }),
  identity: (which: Which) =>
    ask<Identity>('GET', 'call' in which ? path`/api/participants/identity?call=${which.call}` : path`/api/participants/identity?order=${which.order}`),
  note: (which: Which, said: string[]) => ask<{ state: Identity }>('POST', '/api/participants/identity/note', { ...which, said }),
  unlisted: (which: Which) => ask<{ state: Identity }>('POST', '/api/participants/identity/unlisted', { ...which }),
  draw: (which: Which, participant: string) => ask<{ state: Identity }>('POST', '/api/participants/identity/draw', { ...which, participant }),
  check: (which: Which, participant: string, said: string[]) =>
    ask<{ state: Identity; verdict: Verdict; left: Left }>('POST', '/api/participants/identity/check', { ...which, participant, said }),
  register: () => ask<{ size: number; imports: Import[] }>('GET', '/api/participants/register'),
  preview: (file: File, complete: boolean) =>
    ask<Difference>('POST', path`/api/participants/import/preview?name=${file.name}&complete=${flag(complete)}`, file, PATIENT_MS),
  apply: (file: File, complete: boolean, base: number) =>
    ask<{ import: Import | null }>(
      'POST',
      path`/api/participants/import/apply?name=${file.name}&complete=${flag(complete)}&base=${String(base)}`,
      file,
      PATIENT_MS,
    ),
  template: '/api/participants/template',
}
