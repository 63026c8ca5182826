import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api, type Alarm } from '../api'

const TICK_MS = 250
const SYNC_MS = 15_000

/** The house's own time, which a rehearsal shifts, and what the desk has to say about itself. */
export const useClock = defineStore('clock', () => {
  const now = ref(Date.now())
  const shift = ref(0)
  const hotline = ref('')
  const numbers = ref<string[]>([])
  const alarms = ref<Alarm[]>([])
  const reachable = ref(true)

  let ahead = 0
  let ticking = 0
  let syncing = 0

  async function sync(): Promise<void> {
    const asked = Date.now()
    const told = await api.now().catch(() => null)
    reachable.value = told !== null
    if (!told) return
    ahead = Date.parse(told.now) - (asked + Date.now()) / 2
    shift.value = told.shift_seconds
    hotline.value = told.hotline
    numbers.value = told.numbers
    alarms.value = told.alarms
    now.value = Date.now() + ahead
  }

  function start(): void {
    stop()
    void sync()
    ticking = window.setInterval(() => (now.value = Date.now() + ahead), TICK_MS)
    syncing = window.setInterval(() => void sync(), SYNC_MS)
  }

  function stop(): void {
    window.clearInterval(ticking)
    window.clearInterval(syncing)
  }

  return { now, shift, hotline, numbers, alarms, reachable, sync, start, stop }
})
