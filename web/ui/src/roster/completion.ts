/** Completion in the editor: what the schema knows of a place, and the names of lines, groups and people. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { placeAt } from './place'
import { keysAt, valuesAt, type Choice, type Schema } from './schema'

/** Words that may stand as the value of a key: ``by`` → groups, ``person`` → people. */
export type Vocabulary = Record<string, Choice[]>

const SEPARATOR = ' · '

export function completed(context: CompletionContext, schema: Schema | null, vocabulary: Vocabulary, locale: string): CompletionResult | null {
  const place = placeAt(context.state.doc.toString(), context.pos)
  if (!place || (!context.explicit && !place.typed)) return null
  const choices = place.want === 'key' ? (schema ? keysAt(schema, place.path) : []) : valuesOf(place.path, schema, vocabulary)
  if (!choices.length) return null
  const options = choices.map((one) => option(one, place.want, locale))
  return { from: place.from, options, validFor: /^[^\s:,{}[\]#]*$/ }
}

function valuesOf(path: string[], schema: Schema | null, vocabulary: Vocabulary): Choice[] {
  const key = path.filter((step) => step !== '*').at(-1) ?? ''
  return [...(vocabulary[key] ?? []), ...(schema ? valuesAt(schema, path) : [])]
}

function option(choice: Choice, want: 'key' | 'value', locale: string): Completion {
  const about = inOne(choice.about, locale)
  const detail = about.length > 16 ? undefined : about || undefined
  return { label: choice.word, apply: want === 'key' ? `${choice.word}: ` : choice.word, detail, info: detail ? undefined : about || undefined }
}

/** Of ``中文 · English`` what the reader reads. */
export function inOne(about: string, locale: string): string {
  const [zh, en] = about.split(SEPARATOR)
  return (locale === 'en' ? (en ?? zh) : zh) ?? ''
}
