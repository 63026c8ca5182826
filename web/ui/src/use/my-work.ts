import { watch } from 'vue'
import { api } from '../api'
import { dayOf } from '../time'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { useLoaded } from './loaded'

const SETTLE_MS = 400

/** My calls and orders of today, loaded again when the desk says that they changed, and at midnight. */
export function useMyWork() {
  const clock = useClock()
  const desk = useDesk()
  const calls = useLoaded(() => api.myCalls(dayOf(clock.now)))
  const orders = useLoaded(() => api.myOrders(dayOf(clock.now)))
  let settling = 0

  function load(): void {
    void calls.load()
    void orders.load()
  }

  // One call moves several things at once: wait for the last of them.
  watch([() => desk.changes, () => dayOf(clock.now)], () => {
    window.clearTimeout(settling)
    settling = window.setTimeout(load, SETTLE_MS)
  })
  load()
  return { calls, orders }
}
