/** What stands in an order's form, by name: the fields as ``form.summary``, the rest by their own names. All texts. */

import type { Case, Category, Entry, Field, FormChange, Loop, Told } from './api'

export type Values = Record<string, string>

const FIELD = 'form.'
const PARTS = ['category', 'matter', 'source', 'outside_number', 'participant'] as const

export const fieldName = (field: string): string => FIELD + field

export function valuesOf(one: Case): Values {
  const fields = Object.entries({ ...one.form, ...one.private }).map(([name, value]) => [fieldName(name), value])
  return {
    category: one.category.id ?? '',
    matter: one.matter.id ?? '',
    source: one.source.id ?? '',
    outside_number: one.outside_number,
    participant: one.participant ?? '',
    confidential: one.confidential ? 'yes' : 'no',
    ...Object.fromEntries(fields),
  }
}

/** As the desk wants to be told of it. */
export function changeOf(values: Values): FormChange {
  const change: FormChange = {}
  for (const part of PARTS) if (part in values) change[part] = values[part]!
  if ('confidential' in values) change.confidential = values.confidential === 'yes'
  const fields = Object.entries(values).filter(([name]) => name.startsWith(FIELD))
  if (fields.length) change.form = Object.fromEntries(fields.map(([name, value]) => [name.slice(FIELD.length), value]))
  return change
}

/** The desk names a field by itself alone. */
export function byName(about: Record<string, Told>): Record<string, Told> {
  const known = new Set<string>([...PARTS, 'confidential'])
  return Object.fromEntries(Object.entries(about).map(([name, words]) => [known.has(name) ? name : fieldName(name), words]))
}


/**
 * Which of my unsaved values somebody else changed too. A private field looks the same, masked, before and after:
 * there the history tells.
 */
export function clashing(loop: Loop | null, mine: Values, before: Values, now: Values, theirs: readonly Entry[]): string[] {
  const told = new Set(theirs.flatMap((entry) => entry.changes.map((change) => change.name_zh)))
  const privately = new Set(
    (loop?.fields ?? []).filter((field) => field.private && told.has(field.name_zh)).map((field) => fieldName(field.id)),
  )
  return Object.keys(mine).filter((name) => mine[name] !== (now[name] ?? '') && ((before[name] ?? '') !== (now[name] ?? '') || privately.has(name)))
}

export interface Shown {
  required: Field[]
  optional: Field[]
  /** Filled in under another category: still there, so still shown. */
  others: Field[]
}

export function shownFields(loop: Loop, category: Category | undefined, values: Values): Shown {
  const byId = new Map(loop.fields.map((field) => [field.id, field]))
  const named = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? [])
  const listed = new Set([...(category?.required ?? []), ...(category?.optional ?? [])])
  return {
    required: named(category?.required ?? []),
    optional: named(category?.optional ?? []),
    others: loop.fields.filter((field) => !listed.has(field.id) && values[fieldName(field.id)]),
  }
}
