import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api, type Alarm, type Cover } from '../api'

const TICK_MS = 250
const SYNC_MS = 10_000
/** How soon it is asked again while the desk does not answer. */
const ASK_AGAIN_MS = 3_000
/** Longer than a browser ever holds the timers of a hidden page back. */
const ASLEEP_MS = 90_000

/** The house's own time, which a rehearsal shifts, and what the desk has to say about itself. */
export const useClock = defineStore('clock', () => {
  const now = ref(Date.now())
  const shift = ref(0)
  const hotline = ref('')
  const hotlineEn = ref('')
  const numbers = ref<string[]>([])
  const alarms = ref<Alarm[]>([])
  /** What is ordered above the rosters just now. */
  const covers = ref<Cover[]>([])
  const reachable = ref(true)
  /** True once the desk told its time. */
  const synced = ref(false)

  /** How often this computer came back from sleep. */
  const wakes = ref(0)

  let ahead = 0
  let tickedAt = 0
  let ticking = 0
  let syncing = 0
  /** Which chain of questions is the current one: an answer may come after it was stopped. */
  let rounds = 0

  async function sync(): Promise<void> {
    const asked = Date.now()
    const told = await api.now().catch(() => null)
    reachable.value = told !== null
    if (!told) return
    ahead = Date.parse(told.now) - (asked + Date.now()) / 2
    shift.value = told.shift_seconds
    hotline.value = told.hotline
    hotlineEn.value = told.hotline_en
    numbers.value = told.numbers
    alarms.value = told.alarms
    covers.value = told.covers
    now.value = Date.now() + ahead
    synced.value = true
  }

  function tick(): void {
    const at = Date.now()
    if (at - tickedAt > ASLEEP_MS) wakes.value++
    tickedAt = at
    now.value = at + ahead
  }

  async function keepInStep(): Promise<void> {
    const mine = ++rounds
    await sync()
    if (mine === rounds) syncing = window.setTimeout(() => void keepInStep(), reachable.value ? SYNC_MS : ASK_AGAIN_MS)
  }

  function start(): void {
    stop()
    void keepInStep()
    tickedAt = Date.now()
    ticking = window.setInterval(tick, TICK_MS)
  }

  function stop(): void {
    rounds++
    window.clearInterval(ticking)
    window.clearTimeout(syncing)
  }

  return { now, shift, hotline, hotlineEn, numbers, alarms, covers, reachable, synced, wakes, sync, start, stop }
})
