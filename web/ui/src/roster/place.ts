/** Where in a YAML text the cursor stands: the keys above it, and whether a key or a value is being typed. */

export interface Place {
  /** Keys from the top; ``*`` for an item of a list. */
  path: string[]
  want: 'key' | 'value'
  /** What is typed so far, and where it begins. */
  typed: string
  from: number
}

interface Opened {
  indent: number
  key: string
}

const ITEM = /^(\s*)- */
const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s:#{}[\],&*!|>'"%@`-][^:#{}[\],]*?)) *:(?=\s|$)/

/** Null inside of a comment. */
export function placeAt(text: string, position: number): Place | null {
  const begin = text.lastIndexOf('\n', position - 1) + 1
  const line = text.slice(begin, position)
  if (/(^|\s)#/.test(line)) return null
  const { steps, indent, rest } = unwrapped(line)
  const path = [...above(text.slice(0, begin).split('\n'), outermost(line)), ...steps]
  return within(path, rest, begin + indent)
}

/** The indent of a line's first sign, a dash included. */
function outermost(line: string): number {
  return line.length - line.trimStart().length
}

/** What a line says behind its indent and dashes, and the list items that these begin. */
function unwrapped(line: string): { steps: string[]; indent: number; rest: string } {
  const steps: string[] = []
  let indent = 0
  let rest = line
  for (let dash = ITEM.exec(rest); dash; dash = ITEM.exec(rest)) {
    steps.push('*')
    indent += dash[0].length
    rest = rest.slice(dash[0].length)
  }
  const trimmed = rest.trimStart()
  return { steps, indent: indent + rest.length - trimmed.length, rest: trimmed }
}

/** The keys that a line with this indent stands under. */
function above(lines: string[], below: number): string[] {
  const found: Opened[] = []
  let limit = below
  for (let n = lines.length - 1; n >= 0 && limit > 0; n--) {
    const line = lines[n]!
    if (!line.trim() || line.trimStart().startsWith('#')) continue
    const { steps, indent, rest } = unwrapped(line)
    const key = keyOf(rest)
    if (indent < limit && key !== null) {
      found.unshift({ indent, key })
      limit = indent
    }
    if (steps.length && outermost(line) < limit) {
      for (const key of steps) found.unshift({ indent: outermost(line), key })
      limit = outermost(line)
    }
  }
  // A list may stand at the indent of its key.
  return found.map((one) => one.key)
}

function keyOf(rest: string): string | null {
  const match = KEY.exec(rest)
  return match ? (match[1] ?? match[2] ?? match[3] ?? '').trim() : null
}

/** Walks what stands before the cursor in its line, brackets included. */
function within(path: string[], rest: string, begin: number): Place {
  const key = KEY.exec(rest)
  if (!key) return flow(path, rest, begin, 'key')
  const value = rest.slice(key[0].length)
  const blank = value.length - value.trimStart().length
  return flow([...path, keyOf(rest)!], value.trimStart(), begin + key[0].length + blank, 'value')
}

function flow(path: string[], rest: string, begin: number, want: Place['want']): Place {
  if (rest.startsWith('{')) return inside(path, rest, begin, 'key')
  if (rest.startsWith('[')) return inside([...path, '*'], rest, begin, 'value')
  return { path, want, typed: rest, from: begin }
}

/** Behind an opened bracket: its last part, which may open another. */
function inside(path: string[], rest: string, begin: number, want: Place['want']): Place {
  let depth = 0
  let start = 1
  for (let at = 1; at < rest.length; at++) {
    const sign = rest[at]!
    if ('{['.includes(sign)) depth++
    else if ('}]'.includes(sign)) depth--
    else if (sign === ',' && depth === 0) start = at + 1
    if (depth < 0) return { path, want: 'value', typed: '', from: begin + at + 1 }
  }
  const part = rest.slice(start)
  const blank = part.length - part.trimStart().length
  return want === 'key' ? within(path, part.trimStart(), begin + start + blank) : flow(path, part.trimStart(), begin + start + blank, want)
}
