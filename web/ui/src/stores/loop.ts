import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { orders, type Colleague, type Loop } from '../orders/api'
import { roster } from '../roster/api'
import { useClock } from './clock'

/** The loop may be changed while people work; a page that is opened later than this asks again. */
const FRESH_MS = 60_000

/** The closed loop in force, and the colleagues who may be named in it. */
export const useLoop = defineStore('loop', () => {
  const clock = useClock()
  const loop = shallowRef<Loop | null>(null)
  const colleagues = shallowRef<Colleague[]>([])
  /** Who is on duty now; empty while that is not known. */
  const onDuty = shallowRef<ReadonlySet<string>>(new Set())
  let askedAt = 0

  async function load(): Promise<Loop> {
    if (!loop.value || clock.now - askedAt > FRESH_MS) {
      loop.value = await orders.loop()
      askedAt = clock.now
    }
    return loop.value
  }

  async function loadPeople(): Promise<void> {
    colleagues.value = (await orders.people()).people
    const staff = await roster.staff().catch(() => ({ groups: [] }))
    onDuty.value = new Set(staff.groups.flatMap((group) => group.now.people.map((one) => one.id)))
  }

  return { loop, colleagues, onDuty, load, loadPeople }
})
