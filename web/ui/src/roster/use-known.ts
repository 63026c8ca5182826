import { ref, shallowRef } from 'vue'
import { roster } from './api'
import type { Vocabulary } from './completion'
import { schemaNamedIn, type Choice, type Schema } from './schema'

/** What the editor offers: the schema of the file that is open, and the names of lines, groups and people. */
export function useKnown(served: () => string[]) {
  const schema = shallowRef<Schema | null>(null)
  const vocabulary = ref<Vocabulary>({})

  async function schemaFor(file: string, text: string): Promise<void> {
    const kind = file.startsWith('rosters/') ? 'roster' : file.replace(/\.yaml$/, '')
    const wanted = [schemaNamedIn(text), `${kind}.json`, `${kind}.schema.json`]
    const name = wanted.find((one) => one !== null && served().includes(one))
    schema.value = name ? ((await roster.schema(name).catch(() => null)) as Schema | null) : null
  }

  async function learn(): Promise<void> {
    const { groups } = await roster.staff()
    const people = new Map<string, Choice>()
    const lines = new Map<string, Choice>()
    for (const group of groups) {
      for (const one of group.members) people.set(one.id, { word: one.id, about: one.name })
      if (group.line) lines.set(group.line, { word: group.line, about: `${group.line_zh} · ${group.line_en}` })
    }
    const inFull = groups.map((one) => ({ word: one.id, about: `${one.line_zh}${one.name_zh} · ${one.line_en} ${one.name_en}` }))
    const short = groups.map((one) => ({ word: one.id.split('-')[1] ?? one.id, about: `${one.name_zh} · ${one.name_en}` }))
    const own = [...new Map(short.map((one) => [one.word, one])).values(), ...inFull]
    const everybody = [...people.values()]
    vocabulary.value = {
      ...{ by: own, otherwise: own, group: own, groups: inFull, line: [...lines.values()], lines: [...lines.values()] },
      ...{ person: everybody, people: everybody, stand_in: everybody, crews: everybody },
    }
  }
  void learn().catch(() => undefined)

  return { schema, vocabulary, schemaFor }
}
