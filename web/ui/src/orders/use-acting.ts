import { ElMessage } from 'element-plus'
import { computed, ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import { useWords } from '../use/words'
import { orders, type Action, type RefusedMore, type Told } from './api'
import { atOnce, questions, unsaid } from './actions'
import type { Autosave } from './autosave'
import { offered } from './meanwhile'
import { useMeanwhile } from './use-meanwhile'
import { byName } from './values'

/** Takes the actions that are offered: asks what they ask, and puts refusals where they belong. */
export function useActing(draft: () => Autosave) {
  const { t, say, refused } = useWords()
  /** The action whose questions are being answered, as it was when they were asked. */
  const asked = shallowRef<Action | null>(null)
  const busy = ref(false)
  const wrong = ref<Record<string, Told>>({})
  const trouble = ref('')
  const now = computed(() => asked.value && offered(draft().page?.actions ?? [], asked.value))
  /** The same as it is offered now; as it was where it is not offered any more, and what was written is still there. */
  const asking = computed(() => now.value ?? asked.value)
  const watched = useMeanwhile(draft, () => asked.value && { name: say(asked.value, 'name'), possible: now.value !== null })
  const { meanwhile } = watched

  function clear(): void {
    ;[wrong.value, trouble.value] = [{}, '']
  }

  /** ``known``: what has been answered already, such as that the number was told. */
  async function begin(action: Action, known: Record<string, string> = {}): Promise<boolean> {
    if (busy.value) return false
    clear()
    const inputs = Object.fromEntries(Object.entries(known).filter(([name]) => questions(action).some((ask) => ask.input === name)))
    const answered = questions(action).length > 0 && questions(action).length === Object.keys(inputs).length && !unsaid(action, inputs).length
    if (atOnce(action) || (answered && action.tone !== 'grave')) return send(action, inputs)
    watched.begin()
    asked.value = action
    return false
  }

  function close(): void {
    asked.value = null
  }

  async function send(action: Action, inputs: Record<string, string>): Promise<boolean> {
    if (meanwhile.value.why) return false
    busy.value = true
    clear()
    const seen = meanwhile.value.theirs.length
    try {
      const one = draft()
      if (!(await one.flush())) return ((trouble.value = t('orders.act.unsaved')), tell(trouble.value), false)
      // What was learnt only now, while the form was saved, is looked at first.
      if (!one.page || meanwhile.value.theirs.length > seen) return false
      one.told(await orders.act(one.page.case.number, one.page.revision, action.id, inputs))
      close()
      ElMessage.success({ message: t('orders.act.done', { action: say(action, 'name') }), grouping: true })
      return true
    } catch (error) {
      await refusedWith(error)
      return false
    } finally {
      busy.value = false
    }
  }

  async function refusedWith(error: unknown): Promise<void> {
    const one = draft()
    const more = (error instanceof Refusal ? error.more : {}) as RefusedMore
    if (error instanceof Refusal && error.code === 'form_incomplete') {
      Object.assign(one.wrong, byName(more.about ?? {}))
      close()
    } else {
      wrong.value = more.about ?? {}
      await watched.look()
      const saidAlready = error instanceof Refusal && error.code === 'stale' && meanwhile.value.theirs.length > 0
      trouble.value = saidAlready ? '' : refused(error)
    }
    tell(refused(error))
  }

  /** Where no dialog shows it. */
  function tell(words: string): void {
    if (!asked.value) ElMessage.error({ message: words, grouping: true })
  }

  return { asking, busy, wrong, trouble, meanwhile, begin, send, close }
}
