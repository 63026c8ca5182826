import { computed, ref, watch } from 'vue'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { useLoaded } from '../use/loaded'
import { useWords } from '../use/words'
import { participants, type Identity, type Level, type Verdict, type Which } from './api'

/** How far the caller of a conversation has come, and the steps by which they get further. */
export function useIdentity(which: () => Which, told: (level: Level) => void) {
  const { refused } = useWords()
  const { answer, error, load } = useLoaded(() => participants.identity(which()))
  const clock = useClock()
  const desk = useDesk()
  const busy = ref(false)
  const trouble = ref('')
  const verdict = ref<Verdict | null>(null)
  const level = computed(() => answer.value?.level ?? null)

  async function step<T extends { state: Identity }>(doing: () => Promise<T>): Promise<T | null> {
    busy.value = true
    trouble.value = ''
    try {
      const done = await doing()
      answer.value = done.state
      return done
    } catch (refusal) {
      trouble.value = refused(refusal)
      return null
    } finally {
      busy.value = false
    }
  }

  const note = (said: string[]) => step(() => participants.note(which(), said))
  const markUnlisted = () => step(() => participants.unlisted(which()))
  async function draw(participant: string) {
    verdict.value = null
    return step(() => participants.draw(which(), participant))
  }
  async function check(participant: string, said: string[]) {
    verdict.value = null
    const done = await step(() => participants.check(which(), participant, said))
    verdict.value = done?.verdict ?? null
    return done
  }

  /** A verification is over by the clock, or with the call. */
  const lapsed = computed(() => (answer.value?.verified ?? []).some((one) => one.until !== null && Date.parse(one.until) <= clock.now))
  watch(lapsed, (over) => over && void load())
  watch(
    () => ('order' in which() ? desk.pop?.call : null),
    () => void load(),
  )
  watch(level, (now) => now && told(now))
  watch(
    () => JSON.stringify(which()),
    () => {
      answer.value = null
      verdict.value = null
      void load()
    },
    { immediate: true },
  )
  return { answer, error, load, busy, trouble, verdict, note, markUnlisted, draw, check }
}
