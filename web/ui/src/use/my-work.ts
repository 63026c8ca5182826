import { watch } from 'vue'
import { api, type Order } from '../api'
import { dayOf } from '../time'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { useSession } from '../stores/session'
import { work, type Row } from '../work/api'
import { useLoaded } from './loaded'

const SETTLE_MS = 400
/** What a call tells comes into its order's loop within a second: where it stands is looked at once more. */
const TAKEN_IN_MS = 2_500

/** An order as its call left it, and where it stands in its loop by now; null while the desk has not taken it in. */
export interface MyOrder extends Order {
  row: Row | null
}

const MOST = 100

/** My calls and orders of today, loaded again when the desk says that they changed, and at midnight. */
export function useMyWork() {
  const clock = useClock()
  const desk = useDesk()
  const calls = useLoaded(() => api.myCalls(dayOf(clock.now)))
  const session = useSession()
  const orders = useLoaded(async () => {
    const day = dayOf(clock.now)
    const asked = work.list({ view: 'all', owner: session.person?.id ?? '', since: day }, MOST)
    const [born, standing] = await Promise.all([api.myOrders(day), asked.catch(() => null)])
    const rows = new Map(standing?.orders.map((row) => [row.number, row]))
    return { orders: born.orders.map((order): MyOrder => ({ ...order, row: rows.get(order.number) ?? null })) }
  })
  let looks: number[] = []

  function load(): void {
    void calls.load()
    void orders.load()
  }

  // One call moves several things at once: wait for the last of them.
  watch([() => desk.changes, () => dayOf(clock.now)], () => {
    looks.forEach((look) => window.clearTimeout(look))
    looks = [SETTLE_MS, TAKEN_IN_MS].map((ms) => window.setTimeout(load, ms))
  })
  load()
  return { calls, orders }
}
