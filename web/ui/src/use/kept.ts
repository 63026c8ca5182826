import { onBeforeUnmount, watch } from 'vue'
import { useDesk } from '../stores/desk'

/** What one thing moves others follow: a board waits for the last of them. */
const SETTLE_MS = 300
/** In a busy house something moves every second; nobody reads faster than this. */
const APART_MS = 2_000
/** How often it looks by itself: what is late by the clock alone nobody pushes. */
const EVERY_MS = 30_000
/** And while the desk cannot push. */
const ALONE_MS = 8_000

/** How long to wait before the next look, ``since`` the last one began. Pure. */
export const wait = (since: number): number => Math.max(SETTLE_MS, APART_MS - since)
export const due = (since: number, live: boolean): boolean => since >= (live ? EVERY_MS : ALONE_MS)

/** Keeps up to date what is loaded: at once when the desk says that orders changed, now and then in any case. */
export function useKept(load: () => Promise<void>): void {
  const desk = useDesk()
  let began = performance.now()
  let settling = 0

  function look(): void {
    began = performance.now()
    void load()
  }
  function soon(): void {
    window.clearTimeout(settling)
    settling = window.setTimeout(look, wait(performance.now() - began))
  }
  const seen = () => document.visibilityState === 'visible'
  const looksAgain = () => seen() && soon()

  watch([() => desk.stirs, () => desk.changes, () => desk.latest], () => seen() && soon())
  const looking = window.setInterval(() => seen() && due(performance.now() - began, desk.live) && look(), 1_000)
  document.addEventListener('visibilitychange', looksAgain)
  onBeforeUnmount(() => {
    window.clearInterval(looking)
    window.clearTimeout(settling)
    document.removeEventListener('visibilitychange', looksAgain)
  })
}
