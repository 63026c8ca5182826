import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { api, type DutyLine } from '../api'

/** The lines of the duty version in force, by their menu keys: for names, filters and the board. */
export const useLines = defineStore('lines', () => {
  const lines = shallowRef<DutyLine[]>([])

  function told(fresh: DutyLine[]): void {
    lines.value = [...fresh].sort(byKey)
  }

  async function load(): Promise<void> {
    told((await api.duty()).lines)
  }

  return { lines, told, load }
})

/** Lines without a key come last. */
function byKey(one: DutyLine, other: DutyLine): number {
  return (one.key ?? '~').localeCompare(other.key ?? '~') || one.line.localeCompare(other.line)
}
