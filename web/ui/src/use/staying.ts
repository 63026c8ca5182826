import { computed, onBeforeUnmount, onMounted, watch } from 'vue'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { useSession } from '../stores/session'

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
const TOLD_EVERY_MS = 60_000
const ASKED_EVERY_MS = 15_000
const WARNED_BEFORE_S = 90

/**
 * Keeps the session of a person who is there, and warns one who seems not to be: an idle session ends, and with it the
 * readiness for calls. A conversation keeps it alive by itself.
 */
export function useStaying() {
  const session = useSession()
  const clock = useClock()
  const desk = useDesk()
  let toldAt = Date.now()
  let asking = 0

  const secondsLeft = computed(() => (session.expiresAt - clock.now) / 1000)
  const endsSoon = computed(() => clock.synced && !desk.pop && secondsLeft.value < WARNED_BEFORE_S)

  function stay(): void {
    toldAt = Date.now()
    void session.stay()
  }

  // While the warning stands only its button counts: a mouse that is pushed is no person.
  function signOfLife(): void {
    if (!endsSoon.value && Date.now() - toldAt >= TOLD_EVERY_MS) stay()
  }

  onMounted(() => {
    for (const sign of SIGNS) window.addEventListener(sign, signOfLife, { passive: true })
    asking = window.setInterval(() => void session.verify(), ASKED_EVERY_MS)
  })
  onBeforeUnmount(() => {
    for (const sign of SIGNS) window.removeEventListener(sign, signOfLife)
    window.clearInterval(asking)
  })
  watch(
    () => desk.pop?.call,
    (call, before) => before && !call && void session.verify(),
  )

  return { endsSoon, secondsLeft, stay }
}
