import { ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import { useSession } from '../stores/session'

/** What a page asks the desk for: the answer, whether it is still awaited, and what went wrong. The last question asked wins. */
export function useLoaded<T>(question: () => Promise<T>) {
  const session = useSession()
  const answer = shallowRef<T | null>(null)
  const loading = ref(false)
  const error = shallowRef<unknown>(null)
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    loading.value = true
    try {
      const got = await question()
      if (mine === asked) [answer.value, error.value] = [got, null]
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 401) session.lapse()
      if (mine === asked) error.value = refusal
    } finally {
      if (mine === asked) loading.value = false
    }
  }

  return { answer, loading, error, load }
}
