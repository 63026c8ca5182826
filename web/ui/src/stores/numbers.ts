import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '../api'
import { spacedNumber } from '../words'

const TRY_AGAIN_MS = 3_000
const TRIES = 5

/** Numbers in clear of callers I speak or spoke with; asked for once a call, and gone with the page. */
export const useNumbers = defineStore('numbers', () => {
  const known = ref(new Map<string, string>())
  const asked = new Set<string>()

  /** Asks for the number of the call that is going on; again where the desk did not answer. */
  async function learn(call: string, tries = TRIES): Promise<void> {
    if (asked.has(call)) return
    asked.add(call)
    try {
      const { number } = await api.numberOfCall(call)
      known.value.set(call, number)
    } catch {
      asked.delete(call)
      if (tries > 1) window.setTimeout(() => void learn(call, tries - 1), TRY_AGAIN_MS)
    }
  }

  /** For reading: in clear where it is known, else masked; empty where the caller showed none. */
  function shown(pop: { call: string; number_masked: string }): string {
    const number = known.value.get(pop.call)
    return number ? spacedNumber(number) : pop.number_masked
  }

  /** As it is stored; empty where it is not known. */
  const clear = (call: string): string => known.value.get(call) ?? ''

  function forget(): void {
    known.value.clear()
    asked.clear()
  }

  return { learn, shown, clear, forget }
})
