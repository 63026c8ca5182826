import { computed } from 'vue'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { duration } from '../time'

/** How long the current pop has rung, or has been talked to. */
export function usePopTimer() {
  const clock = useClock()
  const desk = useDesk()
  return computed(() => {
    const pop = desk.pop
    if (!pop) return ''
    const since = pop.state === 'talking' ? (desk.talkingSince ?? clock.now) : Date.parse(pop.rang_at)
    return duration((clock.now - since) / 1000)
  })
}
