import { computed, onBeforeUnmount, watch } from 'vue'
import { useDesk } from '../stores/desk'
import { useDrafts } from '../stores/drafts'
import { useLoop } from '../stores/loop'
import { useSession } from '../stores/session'
import { useKept } from '../use/kept'
import { useLoaded } from '../use/loaded'
import { orders } from './api'

const SETTLE_MS = 400
/** What a call tells comes into its order's loop within a second: its clocks are looked at once more. */
const TAKEN_IN_MS = 2_500

/** An order with its draft: loaded, loaded again when the desk says that something moved, saved when it is left. */
export function useOrder(number: () => string) {
  const desk = useDesk()
  const drafts = useDrafts()
  const loop = useLoop()
  const session = useSession()
  const draft = computed(() => drafts.of(number()))
  const page = computed(() => draft.value.page)
  const { answer, error, load } = useLoaded(async () => {
    const [found] = await Promise.all([orders.page(number()), loop.load()])
    drafts.of(found.case.number).told(found)
    return found
  })
  /** What the call's part tells; the rest is the draft's, which is newer. */
  const whole = computed(() => (answer.value?.case.number === number() ? answer.value : null))
  let looks: number[] = []

  function forget(): void {
    looks.forEach((look) => window.clearTimeout(look))
  }
  function soon(): void {
    forget()
    looks = [SETTLE_MS, TAKEN_IN_MS].map((ms) => window.setTimeout(() => void load(), ms))
  }
  const looksAgain = () => document.visibilityState === 'visible' && soon()

  watch(
    number,
    (_now, before) => {
      if (before) void drafts.of(before).flush()
      void load()
    },
    { immediate: true },
  )
  watch(() => desk.changes, soon)
  // Agents hear of their own orders by themselves, and are many; what others look at changes under other hands.
  if (!session.isAgent) useKept(load)
  document.addEventListener('visibilitychange', looksAgain)
  onBeforeUnmount(() => {
    forget()
    document.removeEventListener('visibilitychange', looksAgain)
    void draft.value.flush()
  })

  return { draft, page, whole, error, load }
}
