/** The closed loop's questions to the desk: the loop itself, an order's page, and what is done to it. */

import { ask, path, type OrderPage } from '../api'

export interface Told {
  zh: string
  en: string
}

export interface Choice extends Told {
  value: string
  /** Of a department: nobody works there. */
  nobody?: boolean
}

export interface Names {
  name_zh: string
  name_en: string
}

export interface Named extends Names {
  id: string
}

export type Tone = 'main' | 'plain' | 'grave'
export type FieldKind = 'text' | 'long_text' | 'choice' | 'phone' | 'date' | 'instant' | 'number' | 'flag'

export interface Field extends Named {
  kind: FieldKind
  choices: Choice[]
  /** Sealed at the desk; comes back masked. */
  private: boolean
  /** Characters. */
  longest: number
}

export interface Category extends Named {
  required: string[]
  optional: string[]
  /** A matter has to be chosen. */
  matter: boolean
  confidential: boolean
  followed: 'all' | 'sample' | 'none'
  template: Record<string, string>
}

export interface Matter extends Named {
  parent: string | null
  new_until: string | null
}

export interface Source extends Named {
  outside_number: boolean
  returns_result: boolean
  phone: boolean
}

/** A level of risk, and what it brings. */
export interface Risk extends Choice {
  meaning_zh: string
  meaning_en: string
  brings: Told[]
}

export interface Unit extends Named {
  parent: string | null
  lines: string[]
}

/** The loop in force, from which forms and filters are made. */
export interface Loop extends Names {
  first: string
  end: string
  steps: (Named & { by: string | null })[]
  actions: (Named & { tone: Tone })[]
  clocks: (Named & { whose: string })[]
  actors: Named[]
  categories: Category[]
  fields: Field[]
  matters: Matter[]
  sources: Source[]
  units: Unit[]
  not_accepted: Choice[]
  outcomes: Choice[]
  scores: Choice[]
  /** From the lowest to the highest. */
  risks: Risk[]
  link_kinds: Choice[]
  follow_up: { start: string; end: string }[]
  misconduct_wording_zh: string
  misconduct_wording_en: string
}

/** Who can own an order or follow it up. */
export interface Colleague {
  id: string
  name: string
  lines: string[]
}

export interface Chosen extends Names {
  id: string | null
}

export interface Who {
  id: string
  name: string
}

export interface Case {
  number: string
  revision: number
  step: string
  step_zh: string
  step_en: string
  entered_at: string
  opened_at: string
  talk_ended_at: string | null
  archived_at: string | null
  category: Chosen
  matter: Chosen
  source: Chosen
  unit: Chosen
  holder: Chosen
  co_units: Named[]
  owner: Who | null
  follower: Who | null
  outside_number: string
  participant: string | null
  form: Record<string, string>
  /** Masked. */
  private: Record<string, string>
  marks: Record<string, string>
  risk: string
  result: string
  reply: string
  contributions: (Names & { unit: string; text: string })[]
  not_accepted: string | null
  reason_zh: string
  reason_en: string
  confidential: boolean
  parent: string | null
  came_back: boolean
  rounds: number
}

export type AskKind = 'form' | 'text' | 'choice' | 'choices' | 'person' | 'confirm' | 'order' | 'measures'

/** Who could make the follow-up call, in the order in which they are proposed. */
export interface Caller {
  id: string
  name: string
  on_duty: boolean
  /** Takes over from whoever leaves. */
  relieves: boolean
  /** Follow-up calls that they have already. */
  open: number
}

/** One thing that an action asks for. */
export interface Ask extends Names {
  input: string
  kind: AskKind
  optional: boolean
  longest: number | null
  choices: Choice[] | null
  value: string
  /** Of a person who will follow up. */
  people?: Caller[]
}

export interface Action extends Named {
  tone: Tone
  to: string | null
  to_zh: string
  to_en: string
  asks: Ask[]
}

export interface May {
  edit: boolean
  /** Choose category and matter. */
  settle: boolean
  merge: boolean
  /** See private fields in clear, with a reason. */
  look: boolean
  attach: boolean
}

export interface Attachment {
  id: string
  name: string
  media_type: string
  bytes: number
  scanned: boolean
  at: string
  who: Who
  withdrawn_at: string | null
}

/** What a review of a risk decided on. */
export interface Measure {
  id: string
  number: string
  what: string
  /** Their name. */
  owner: string
  /** None of measures from before owners were chosen from the people. */
  person: string | null
  /** A day. */
  due: string
  decided_at: string
  done_at: string | null
  done_by: Who | null
  note: string
  /** Whether it is this person's to say that it was done. */
  may_finish: boolean
  /** In the list of open ones: whether its order is this person's to see. */
  seen?: boolean
}

export interface Stretch extends Told {
  since: string
  until: string
  counts: boolean
}

export interface Clock extends Names {
  clock: string
  whose: string | null
  round: number
  started_at: string
  due_at: string | null
  /** Without the whole order's clock. */
  own_due_at: string | null
  capped: boolean
  suspended_at: string | null
  warned_at: string | null
  breached_at: string | null
  ended_at: string | null
  met: boolean | null
  why: Told[]
  way: Stretch[]
  /** Some of its days are not in the calendar of holidays yet. */
  assumed: boolean
}

export interface Change extends Names {
  before: Told
  after: Told
}

export interface Entry {
  revision: number
  at: string
  who: string | null
  who_name: string | null
  what: string
  what_zh: string
  what_en: string
  step: string
  step_zh: string
  step_en: string
  moved: boolean
  said: (Names & Told)[]
  changes: Change[]
}

export interface Link {
  number: string
  kind: string
  /** The other grew from this one. */
  grew_here: boolean
}

/** An order in its loop. */
export interface Page {
  revision: number
  case: Case
  actions: Action[]
  may: May
  clocks: Clock[]
  entries: Entry[]
  links: Link[]
  /** Merged into it. */
  children: string[]
  attachments: Attachment[]
  measures: Measure[]
}

/** With the call that opened it. */
export type WholePage = OrderPage & Page

/** What of the form is to be different; an empty text empties. */
export interface FormChange {
  category?: string
  matter?: string
  source?: string
  outside_number?: string
  participant?: string
  confidential?: boolean
  form?: Record<string, string>
}

/** What came of a refusal: words for single inputs, and what others did meanwhile. */
export interface RefusedMore {
  about?: Record<string, Told>
  theirs?: Entry[]
  revision?: number
}

/** For a file over a slow line. */
const PATIENT_MS = 120_000

/** To be followed by the browser, which keeps the file. */
export const attachmentPath = (number: string, id: string): string => path`/api/orders/${number}/attachments/${id}`

type Body = Record<string, unknown>
const deed = (number: string, what: string, body: Body) => ask<Page>('POST', path`/api/orders/${number}/` + what, body)

export const orders = {
  loop: () => ask<Loop>('GET', '/api/work/loop'),
  people: () => ask<{ people: Colleague[] }>('GET', '/api/work/people'),
  page: (number: string) => ask<WholePage>('GET', path`/api/orders/${number}`),
  save: (number: string, revision: number, change: FormChange) =>
    ask<Page>('PATCH', path`/api/orders/${number}/form`, { revision, ...change }),
  create: (line: string, change: FormChange) => ask<Page>('POST', '/api/orders', { line, ...change }),
  act: (number: string, revision: number, action: string, inputs: Record<string, string>) =>
    deed(number, path`actions/${action}`, { revision, inputs }),
  look: (number: string, field: string, why: string) =>
    ask<{ field: string; value: string }>('POST', path`/api/orders/${number}/private`, { field, why }),
  attach: (number: string, file: File) =>
    ask<Page>('POST', path`/api/orders/${number}/attachments?name=${file.name}`, file, PATIENT_MS),
  withdraw: (number: string, id: string) => deed(number, path`attachments/${id}/withdraw`, {}),
  finish: (number: string, measure: string, note: string) => deed(number, path`measures/${measure}/done`, { note }),
  /** Another owner for a measure. */
  give: (number: string, measure: string, person: string, reason: string) => deed(number, path`measures/${measure}/owner`, { person, reason }),
  merge: (number: string, revision: number, other: string, reason: string) => deed(number, 'merge', { revision, other, reason }),
  unmerge: (number: string, revision: number, other: string, reason: string) => deed(number, 'unmerge', { revision, other, reason }),
  link: (number: string, revision: number, other: string, kind: string) => deed(number, 'links', { revision, other, kind }),
  unlink: (number: string, revision: number, other: string) => deed(number, 'links/drop', { revision, other }),
}
