import { computed, onBeforeUnmount, watch } from 'vue'
import { useDesk } from '../stores/desk'
import { useDrafts } from '../stores/drafts'
import { useLoop } from '../stores/loop'
import { useLoaded } from '../use/loaded'
import { orders } from './api'

const SETTLE_MS = 400

/** An order with its draft: loaded, loaded again when the desk says that something moved, saved when it is left. */
export function useOrder(number: () => string) {
  const desk = useDesk()
  const drafts = useDrafts()
  const loop = useLoop()
  const draft = computed(() => drafts.of(number()))
  const page = computed(() => draft.value.page)
  const { answer, error, load } = useLoaded(async () => {
    const [found] = await Promise.all([orders.page(number()), loop.load()])
    drafts.of(found.case.number).told(found)
    return found
  })
  /** What the call's part tells; the rest is the draft's, which is newer. */
  const whole = computed(() => (answer.value?.case.number === number() ? answer.value : null))
  let settling = 0

  function soon(): void {
    window.clearTimeout(settling)
    settling = window.setTimeout(() => void load(), SETTLE_MS)
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
  document.addEventListener('visibilitychange', looksAgain)
  onBeforeUnmount(() => {
    window.clearTimeout(settling)
    document.removeEventListener('visibilitychange', looksAgain)
    void draft.value.flush()
  })

  return { draft, page, whole, error, load }
}
