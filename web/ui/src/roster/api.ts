/** The supervisors' questions to the desk: duty files, versions, the calendar, orders above the rosters, leave. */

import { ask, path, type Because, type Cover, type DutyState } from '../api'

export interface Finding {
  file: string
  line: number
  column: number
  severity: 'error' | 'warning'
  problem_zh: string
  problem_en: string
  remedy_zh: string
  remedy_en: string
}

export interface DutyFile {
  name: string
  title_zh: string
  title_en: string
}

export interface OpenedFile {
  name: string
  text: string
  /** Known again by this when it is published. */
  base: string
  most: number
}

export interface LineNames {
  line: string
  line_zh: string
  line_en: string
}

export interface RosterGroup {
  id: string
  line: string | null
  line_zh: string
  line_en: string
  name_zh: string
  name_en: string
}

export interface Said {
  state: DutyState
  groups: RosterGroup[]
  say: string[]
  after: number | null
}

interface When {
  start: string
  end: string
  days: string[]
}

export type AnswerChange = When & LineNames & { before: Said | null; after: Said | null }
export type PeopleChange = When & { group: RosterGroup; before: { names: string[] } | null; after: { names: string[] } | null }

export interface FactChange {
  what_zh: string
  what_en: string
  before: string
  after: string
}

export interface Difference {
  answers: AnswerChange[]
  people: PeopleChange[]
  facts: FactChange[]
  more: number
}

export interface Version {
  seq: number
  hash: string
  active_from: string | null
  since: string
  published_at: string
  who: string
  who_name: string | null
  why: string
}

export type Standing = 'in_force' | 'scheduled' | 'past' | 'overtaken'

export interface VersionRow extends Version {
  standing: Standing
  stored: boolean
  deciding: boolean
  rendered: boolean
}

/** How far a node has come, by version; one that was not heard of for minutes is not counted on. */
export interface NodeRow {
  node: string
  deciding: number | null
  rendered: number | null
  seen_at: string
  alive: boolean
}

export interface TextChange {
  name: string
  lines: { op: string; text: string }[]
}

export interface VersionChanges {
  version: Version
  files: TextChange[]
  difference: Difference | null
}

export interface WayBack {
  difference: Difference | null
  files: string[]
  in_force: number | null
}

export type Mark = 'closing' | 'override' | 'exception' | 'assumed' | 'nobody'

export interface Stretch extends Because {
  start: string
  end: string
  state: DutyState
  groups: RosterGroup[]
  marks: Mark[]
  people: { group: string; names: string[] }[]
}

export interface PlanDay {
  date: string
  kind: 'workday' | 'make_up' | 'rest' | 'holiday'
  name_zh: string
  name_en: string
  assumed: boolean
}

export interface Plan {
  days: PlanDay[]
  lines: (LineNames & { stretches: Stretch[] })[]
}

export interface Step extends Because {
  level: number
  level_zh: string
  level_en: string
  decides: boolean
}

export interface Asked extends Because, LineNames {
  at: string
  state: DutyState
  groups: RosterGroup[]
  assumed: boolean
  rule: string
  steps: Step[]
  until: string | null
  version: { seq: number; hash: string }
}

export interface Named {
  id: string
  name: string
}

export interface Present {
  people: Named[]
  away: Named[]
  turn: 'members' | 'named' | 'rotation'
  crew: string
}

export interface StaffGroup extends RosterGroup {
  members: Named[]
  now: Present
  stretches: (Present & { start: string; end: string })[]
}

export interface LeaveEntry {
  person: string
  name: string
  start: string
  until: string
  why: string
  approved_by: string
  approved_by_name: string
  stand_in: string
  stand_in_name: string
  despite: string
}

export interface SwapEntry {
  people: string[]
  names: string[]
  on: string
  why: string
  approved_by: string
  approved_by_name: string
}

/** ``turns``: the groups in which the person has shifts or slots to swap. */
export type StaffChoice = Named & { turns: string[] }

/** A change of leave or swaps: at which door, and what is said there. */
export interface Absence {
  door: 'leave' | 'leave/approve' | 'leave/withdraw' | 'swaps' | 'swaps/approve' | 'swaps/withdraw'
  said: { [key: string]: string | boolean | string[] }
}

/** ``field``: of which key of the entry it speaks; ``despite``: a reason of its own would grant it. */
export type AbsenceFinding = Finding & { field: string | null; despite: boolean }

export interface AbsenceLook {
  findings: AbsenceFinding[]
  difference: Difference | null
  /** The day from which on is compared. */
  from: string
}

export interface CoverChoice extends LineNames {
  groups: RosterGroup[]
}

export interface Published {
  version: Version
  /** False where the same was published before. */
  new: boolean
}

/** For what compiles, compares and publishes. */
const PATIENT_MS = 30_000

export const roster = {
  files: () => ask<{ files: DutyFile[]; schemas: string[]; refused: Finding[] }>('GET', '/api/roster/files'),
  file: (name: string) => ask<OpenedFile>('GET', path`/api/roster/file?name=${name}`),
  schema: (name: string) => ask<object>('GET', path`/api/roster/schemas/${name}`),
  check: (name: string, text: string) => ask<{ findings: Finding[] }>('POST', '/api/roster/check', { name, text }, PATIENT_MS),
  preview: (name: string, text: string, from: string) =>
    ask<{ findings: Finding[]; difference: Difference | null }>('POST', '/api/roster/preview', { name, text, active_from: from }, PATIENT_MS),
  publish: (file: { name: string; text: string; base: string }, why: string, from: string) =>
    ask<Published>('POST', '/api/roster/publish', { ...file, why, active_from: from }, PATIENT_MS),
  versions: () => ask<{ versions: VersionRow[]; nodes: NodeRow[]; astray: string[] }>('GET', '/api/roster/versions'),
  version: (seq: number) => ask<VersionChanges>('GET', path`/api/roster/versions/${String(seq)}`, undefined, PATIENT_MS),
  wayBack: (seq: number) => ask<WayBack>('GET', path`/api/roster/versions/${String(seq)}/way-back`, undefined, PATIENT_MS),
  rollBack: (seq: number, inForce: number, why: string) =>
    ask<Published>('POST', path`/api/roster/versions/${String(seq)}/roll-back`, { why, in_force: String(inForce) }, PATIENT_MS),
  plan: (from: string, days: number) => ask<Plan>('GET', path`/api/roster/plan?from=${from}&days=${String(days)}`, undefined, PATIENT_MS),
  ask: (line: string, at: string) => ask<Asked>('GET', path`/api/roster/ask?line=${line}&at=${at}`),
  staff: () => ask<{ groups: StaffGroup[] }>('GET', '/api/roster/staff'),
  covers: () => ask<{ covers: Cover[]; lines: CoverChoice[] }>('GET', '/api/roster/covers'),
  order: (order: { lines: string[]; by: string[]; start: string; end: string; why: string }) =>
    ask<Published>('POST', '/api/roster/covers', order, PATIENT_MS),
  end: (cover: Cover) =>
    ask<Published>('POST', '/api/roster/covers/end', { id: cover.id, lines: cover.lines.map((one) => one.line) }, PATIENT_MS),
  absences: () => ask<{ entries: LeaveEntry[]; swaps: SwapEntry[]; people: StaffChoice[] }>('GET', '/api/roster/leave'),
  lookAt: ({ door, said }: Absence) => ask<AbsenceLook>('POST', `/api/roster/${door}`, { ...said, preview: true }, PATIENT_MS),
  carryOut: ({ door, said }: Absence) => ask<Published>('POST', `/api/roster/${door}`, said, PATIENT_MS),
}
