import { ElMessage } from 'element-plus'
import { ref, shallowRef } from 'vue'
import { Refusal } from '../api'
import { orders, type Action, type Entry, type RefusedMore, type Told } from '../orders/api'
import { useWords } from '../use/words'
import type { FollowOrder } from './api'

/** Takes one action on one order, or on all orders of a call, one after another; what was done stays done. */
export function useCallActing(again: () => Promise<void>) {
  const { t, say, refused } = useWords()
  const asking = shallowRef<Action | null>(null)
  const meant = shallowRef<FollowOrder[]>([])
  const busy = ref(false)
  const wrong = ref<Record<string, Told>>({})
  const trouble = ref('')
  const theirs = shallowRef<Entry[]>([])

  function clear(): void {
    ;[wrong.value, trouble.value, theirs.value] = [{}, '', []]
  }

  function begin(which: FollowOrder[], action: Action): void {
    clear()
    ;[meant.value, asking.value] = [which, action]
  }

  async function send(inputs: Record<string, string>): Promise<void> {
    const action = asking.value
    if (!action) return
    busy.value = true
    clear()
    try {
      for (const order of [...meant.value]) {
        await orders.act(order.number, order.revision, action.id, inputs)
        meant.value = meant.value.filter((one) => one.number !== order.number)
      }
      asking.value = null
      ElMessage.success({ message: t('orders.act.done', { action: say(action, 'name') }), grouping: true })
    } catch (error) {
      const more = (error instanceof Refusal ? error.more : {}) as RefusedMore
      ;[wrong.value, theirs.value, trouble.value] = [more.about ?? {}, more.theirs ?? [], refused(error)]
    }
    await again()
    busy.value = false
  }

  /** The list was asked for anew: what is meant is what stands in it now. */
  function renewed(known: FollowOrder[]): void {
    meant.value = meant.value.flatMap((one) => known.find((other) => other.number === one.number) ?? [])
    if (asking.value && !meant.value.length) asking.value = null
  }

  return { asking, meant, busy, wrong, trouble, theirs, begin, send, renewed }
}
