import { computed, ref, shallowRef, watch } from 'vue'
import { Refusal } from '../api'
import { useClock } from '../stores/clock'
import { useSession } from '../stores/session'
import { useKept } from '../use/kept'
import { work, type Counts, type Listed, type Row } from './api'
import { narrowedBy, type Query } from './query'
import { appended, depth, PAGE, renewed, stillChosen } from './rows'

/** A board's list: pages of it, loaded again in place, with the one that is chosen. */
export function useList(query: () => Query) {
  const session = useSession()
  const clock = useClock()
  const listed = shallowRef<Listed | null>(null)
  const counts = shallowRef<Counts>({})
  const error = shallowRef<unknown>(null)
  const chosen = ref<string | null>(null)
  const adding = ref(false)
  /** When it was last seen to be so. */
  const seenAt = ref(0)
  const rows = computed<Row[]>(() => listed.value?.orders ?? [])
  const row = computed(() => rows.value.find((one) => one.number === chosen.value) ?? null)
  /** All there are; null where only what is on screen is known. */
  const total = computed(() => {
    const view = query().view as keyof Counts | undefined
    if (listed.value && !listed.value.cursor) return rows.value.length
    return view && !narrowedBy(query()) ? (counts.value[view] ?? null) : null
  })
  let asked = 0

  async function load(anew = false): Promise<void> {
    const mine = ++asked
    if (anew) [listed.value, error.value] = [null, null]
    const [found, many] = await Promise.allSettled([work.list(query(), depth(rows.value)), work.counts()])
    if (mine !== asked) return
    if (many.status === 'fulfilled') counts.value = many.value
    if (found.status === 'rejected') return failed(found.reason)
    show(listed.value ? renewed(listed.value, found.value) : found.value)
    ;[error.value, seenAt.value] = [null, clock.now]
  }

  function show(now: Listed): void {
    chosen.value = stillChosen(chosen.value, rows.value, now.orders)
    listed.value = now
  }

  function failed(reason: unknown): void {
    if (reason instanceof Refusal && reason.status === 401) session.lapse()
    error.value = reason
  }

  async function more(): Promise<void> {
    const before = listed.value
    if (!before?.cursor || adding.value) return
    adding.value = true
    const mine = asked
    try {
      const found = await work.list(query(), PAGE, before.cursor)
      if (mine === asked && listed.value) listed.value = appended(listed.value, found)
    } catch (reason) {
      failed(reason)
    } finally {
      adding.value = false
    }
  }

  watch(query, () => void load(true), { immediate: true })
  useKept(() => load())

  return { listed, rows, row, counts, total, error, chosen, adding, seenAt, load, more }
}
