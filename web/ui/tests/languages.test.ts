import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en'
import { zh } from '../src/i18n/zh'
import { PAUSE_REASONS } from '../src/reasons'

interface Tree {
  [key: string]: string | Tree
}

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const found = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
  )
  return new Map(found)
}

const chinese = flat(zh)
const english = flat(en)
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

const SOURCES = join(import.meta.dirname, '../src')
const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith('i18n'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n')

/** Keys written out, ``t('pop.order')``, and families whose last part is a code, ``t(`pop.gone.${reason}`)`` or ``word('outcome', …)``. */
const KEY = /'([a-z]\w*(?:\.\w+)+)'/gi
const asked = [...source.matchAll(/\bt\(([^()]*)/g)].flatMap((call) => [...call[1]!.matchAll(KEY)].map((match) => match[1]!))
const written = new Set([...source.matchAll(KEY)].map((match) => match[1]!))
const families = [
  ...[...source.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/gi)].map((match) => match[1]!),
  ...[...source.matchAll(/word\('([\w.]+)'/g)].map((match) => `${match[1]!}.`),
]

describe('both languages', () => {
  it('have the same sentences', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('put the same facts into each sentence', () => {
    const differing = [...chinese].filter(([key, text]) => `${placeholders(text)}` !== `${placeholders(english.get(key) ?? '')}`)
    expect(differing).toEqual([])
  })

  it('leave no sentence empty', () => {
    expect([...chinese, ...english].filter(([, text]) => !text.trim())).toEqual([])
  })

  it('have every sentence that the pages use', () => {
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !chinese.has(key))).toEqual([])
  })

  it('have no sentence that no page uses', () => {
    const used = (key: string) => written.has(key) || families.some((family) => key.startsWith(family))
    expect([...chinese.keys()].filter((key) => !used(key))).toEqual([])
  })

  it('name every reason for a pause', () => {
    expect(Object.keys(zh.presence.reasons)).toEqual([...PAUSE_REASONS])
  })

  it('keep Chinese punctuation in Chinese sentences', () => {
    const halfWidth = [...chinese].filter(([, text]) => /[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]/.test(text))
    expect(halfWidth).toEqual([])
  })
})
