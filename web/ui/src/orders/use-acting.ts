import { ElMessage } from 'element-plus'
import { ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import { useWords } from '../use/words'
import { orders, type Action, type Entry, type Page, type RefusedMore, type Told } from './api'
import { atOnce, questions, unsaid } from './actions'
import type { Autosave } from './autosave'
import { byName } from './values'

/** Takes the actions that are offered: asks what they ask, and puts refusals where they belong. */
export function useActing(draft: () => Autosave) {
  const { t, say, refused } = useWords()
  /** The action whose questions are being answered. */
  const asking = shallowRef<Action | null>(null)
  const busy = ref(false)
  const wrong = ref<Record<string, Told>>({})
  const trouble = ref('')
  /** What others did meanwhile, to be looked at before it is tried again. */
  const theirs = shallowRef<Entry[]>([])

  function clear(): void {
    ;[wrong.value, trouble.value, theirs.value] = [{}, '', []]
  }

  /** ``known``: what has been answered already, such as that the number was told. */
  async function begin(action: Action, known: Record<string, string> = {}): Promise<void> {
    if (busy.value) return
    clear()
    const inputs = Object.fromEntries(Object.entries(known).filter(([name]) => questions(action).some((ask) => ask.input === name)))
    const answered = questions(action).length > 0 && questions(action).length === Object.keys(inputs).length && !unsaid(action, inputs).length
    if (atOnce(action) || (answered && action.tone !== 'grave')) await send(action, inputs)
    else asking.value = action
  }

  async function send(action: Action, inputs: Record<string, string>): Promise<boolean> {
    busy.value = true
    clear()
    try {
      const one = draft()
      if (!(await one.flush())) return ((trouble.value = t('orders.act.unsaved')), tell(trouble.value), false)
      if (!one.page) return false
      one.told(await orders.act(one.page.case.number, one.page.revision, action.id, inputs))
      asking.value = null
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
      asking.value = null
    } else {
      wrong.value = more.about ?? {}
      theirs.value = more.theirs ?? []
      trouble.value = refused(error)
      await again(one)
    }
    tell(refused(error))
  }

  /** The order is not as it looked. */
  async function again(one: Autosave): Promise<void> {
    if (!one.page) return
    const fresh: Page | null = await orders.page(one.page.case.number).catch(() => null)
    if (fresh) one.told(fresh, theirs.value)
    asking.value = asking.value && (one.page.actions.find((action) => action.id === asking.value?.id) ?? null)
  }

  /** Where no dialog shows it. */
  function tell(words: string): void {
    if (!asking.value) ElMessage.error({ message: words, grouping: true })
  }

  return { asking, busy, wrong, trouble, theirs, begin, send }
}
