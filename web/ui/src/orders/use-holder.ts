import { useWords } from '../use/words'
import type { Case, Loop } from './api'

/** In whose hands an order lies, as it is said: whose step it is, and who or which department that is. */
export function useHolder() {
  const { t, say, label } = useWords()

  function who(one: Case, by: string | null | undefined): string {
    if (by === 'owner' || by === 'agent') return one.owner?.name ?? ''
    if (by === 'follower') return one.follower?.name ?? ''
    return by === 'unit' || by === 'head' ? say(one.holder, 'name') : ''
  }

  function holder(one: Case, loop: Loop | null): string {
    const by = loop?.steps.find((step) => step.id === one.step)?.by
    const actor = loop?.actors.find((known) => known.id === by)
    const named = who(one, by)
    const role = actor ? label(actor, 'name') : ''
    const held = [role, named].filter(Boolean).join(' · ')
    const co = one.co_units.length && (by === 'unit' || by === 'head') ? one.co_units.map((unit) => say(unit, 'name')).join(t('orders.comma')) : ''
    return co ? `${held}${t('orders.head.with', { units: co })}` : held
  }

  return { holder }
}
