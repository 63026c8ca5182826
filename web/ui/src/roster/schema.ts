/** What a JSON Schema allows at a place of a file: keys, and words to choose from. */

export interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  description?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

export interface Choice {
  word: string
  /** In Chinese and English, as the schema has it: ``中文 · English``. */
  about: string
}

const DEEPEST = 12

/** The schemas that hold at a path, alternatives taken apart. */
export function at(root: Schema, path: string[]): Schema[] {
  return path.reduce((held, step) => held.flatMap((one) => stepped(root, one, step)), apart(root, root))
}

export function keysAt(root: Schema, path: string[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const schema of at(root, path))
    for (const [word, inner] of Object.entries(schema.properties ?? {})) if (!found.has(word)) found.set(word, { word, about: about(root, inner) })
  return [...found.values()]
}

export function valuesAt(root: Schema, path: string[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const schema of at(root, path))
    for (const word of words(schema)) if (!found.has(word)) found.set(word, { word, about: schema.description ?? '' })
  return [...found.values()]
}

function words(schema: Schema): string[] {
  if (schema.enum) return schema.enum.map(String)
  if (schema.const !== undefined) return [String(schema.const)]
  if (schema.type === 'boolean') return ['true', 'false']
  return (schema.examples ?? []).filter((one) => typeof one === 'string' || typeof one === 'number').map(String)
}

function stepped(root: Schema, schema: Schema, step: string): Schema[] {
  if (step === '*') return schema.items ? apart(root, schema.items) : []
  const own = schema.properties?.[step]
  if (own) return apart(root, own)
  const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, 'u').test(step))
  if (matching.length) return matching.flatMap(([, inner]) => apart(root, inner))
  return typeof schema.additionalProperties === 'object' ? apart(root, schema.additionalProperties) : []
}

function apart(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > DEEPEST) return []
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  const referred = schema.$ref ? [resolved(root, schema.$ref)] : []
  return [schema, ...[...referred, ...others].flatMap((one) => apart(root, one, depth + 1))]
}

function resolved(root: Schema, reference: string): Schema {
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1]
  return (name && root.$defs?.[name]) || {}
}

function about(root: Schema, schema: Schema): string {
  return schema.description ?? apart(root, schema).find((one) => one.description)?.description ?? ''
}

/** The file of the schema that the first lines of a text name, as editors understand it. */
export function schemaNamedIn(text: string): string | null {
  const named = /^#\s*yaml-language-server:\s*\$schema=(\S+)/m.exec(text.slice(0, 2000))?.[1]
  return named ? (named.split('/').pop() ?? null) : null
}
