import { ElMessage } from 'element-plus'
import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import type { Told } from '../orders/api'
import { useLoaded } from '../use/loaded'
import { useWords } from '../use/words'
import { urgentApi, type Deed, type EventPage } from './api'
import { useWaiting } from './waiting'

const EVERY_MS = 5_000

/** One event, kept up to date, and what is done to it. */
export function useEvent(id: () => string) {
  const { t, refused } = useWords()
  const waiting = useWaiting()
  const { answer: event, error, load } = useLoaded<EventPage>(() => urgentApi.one(id()))
  const busy = ref(false)
  const trouble = ref('')
  const wrong = shallowRef<Record<string, Told>>({})
  let timer = 0

  onMounted(() => {
    void load()
    timer = window.setInterval(() => document.visibilityState === 'visible' && !busy.value && void load(), EVERY_MS)
  })
  onBeforeUnmount(() => window.clearInterval(timer))

  /** True when it was done. */
  async function does(deed: Deed, said: Record<string, string> = {}): Promise<boolean> {
    if (!event.value || busy.value) return false
    busy.value = true
    trouble.value = ''
    wrong.value = {}
    try {
      event.value = await urgentApi.does(event.value.id, deed, event.value.revision, said)
      void waiting.load()
      return true
    } catch (refusal) {
      trouble.value = refused(refusal)
      if (refusal instanceof Refusal) {
        wrong.value = (refusal.more.about as Record<string, Told> | undefined) ?? {}
        if (refusal.code === 'stale') {
          ElMessage.warning(t('urgent.theirs'))
          trouble.value = ''
          await load()
        }
      }
      return false
    } finally {
      busy.value = false
    }
  }

  return { event, error, load, busy, trouble, wrong, does }
}
