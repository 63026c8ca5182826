import { ElMessage } from 'element-plus'
import { computed, ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import { since } from '../orders/autosave'
import { orders, type Action, type Entry, type RefusedMore, type Told } from '../orders/api'
import type { Meanwhile } from '../orders/meanwhile'
import { useWords } from '../use/words'
import type { FollowOrder } from './api'
import { stillMeant } from './course'

/** Takes one action on one order, or on all orders of a call, one after another; what was done stays done. */
export function useCallActing(again: () => Promise<void>) {
  const { t, say, refused } = useWords()
  const asking = shallowRef<Action | null>(null)
  const meant = shallowRef<FollowOrder[]>([])
  const busy = ref(false)
  const wrong = ref<Record<string, Told>>({})
  const trouble = ref('')
  /** As of which revision each was seen when the dialog was opened, and what others did to them since. */
  let begun = new Map<string, number>()
  const theirs = shallowRef<Entry[]>([])
  const possible = computed(() => meant.value.some((one) => one.actions.some((action) => action.id === asking.value?.id)))
  const meanwhile = computed<Meanwhile>(() => {
    const gone = asking.value && !possible.value && !busy.value
    return { theirs: theirs.value, why: gone ? t('orders.meanwhile.notCalled', { action: say(asking.value!, 'name') }) : '' }
  })

  function begin(which: FollowOrder[], action: Action): void {
    ;[wrong.value, trouble.value, theirs.value] = [{}, '', []]
    begun = new Map(which.map((one) => [one.number, one.revision]))
    ;[meant.value, asking.value] = [which, action]
  }

  async function send(inputs: Record<string, string>): Promise<void> {
    const action = asking.value
    if (!action || meanwhile.value.why) return
    busy.value = true
    ;[wrong.value, trouble.value] = [{}, '']
    try {
      for (const order of meant.value.filter((one) => one.actions.some((offered) => offered.id === action.id))) {
        await orders.act(order.number, order.revision, action.id, inputs)
        meant.value = meant.value.filter((one) => one.number !== order.number)
      }
      asking.value = null
      ElMessage.success({ message: t('orders.act.done', { action: say(action, 'name') }), grouping: true })
    } catch (error) {
      const more = (error instanceof Refusal ? error.more : {}) as RefusedMore
      ;[wrong.value, trouble.value] = [more.about ?? {}, refused(error)]
    }
    await again()
    busy.value = false
  }

  /** The list was asked for anew: what is meant is what stands in it now, and what others did to it is told. */
  async function renewed(known: FollowOrder[]): Promise<void> {
    if (!asking.value) return
    meant.value = stillMeant(meant.value, known)
    const changed = meant.value.filter((one) => !one.actions.length || one.revision !== begun.get(one.number))
    const pages = await Promise.all(changed.map((one) => orders.page(one.number).catch(() => null)))
    theirs.value = pages.flatMap((page) => (page ? since(page, begun.get(page.case.number)) : []))
  }

  return { asking, meant, busy, wrong, trouble, meanwhile, begin, send, renewed }
}
