import { computed, ref } from 'vue'
import { useSession } from '../stores/session'
import { useKept } from '../use/kept'
import { useWords } from '../use/words'
import { orders } from './api'
import type { Autosave } from './autosave'
import { NOTHING, others, type Meanwhile } from './meanwhile'

/** What a dialog is for, and whether the order is still such that it can be done. */
export interface Asked {
  name: string
  possible: boolean
}

/** Watches the order while a dialog asks something about it; ``asked`` is null while none does. */
export function useMeanwhile(draft: () => Autosave, asked: () => Asked | null) {
  const session = useSession()
  const { t, say } = useWords()
  const begun = ref(0)

  const meanwhile = computed<Meanwhile>(() => {
    const [deed, page] = [asked(), draft().page]
    if (!deed || !page) return NOTHING
    return { theirs: others(page, begun.value, draft().own), why: deed.possible ? '' : why(deed.name) }
  })

  function why(action: string): string {
    const one = draft().page!.case
    if (one.parent) return t('orders.meanwhile.merged', { action, parent: one.parent })
    return t('orders.meanwhile.gone', { action, step: say(one, 'step') })
  }

  /** The dialog opens: from here on what changes is told in it. */
  function begin(): void {
    begun.value = draft().page?.revision ?? 0
  }

  async function look(): Promise<void> {
    const one = draft()
    const fresh = one.page && (await orders.page(one.page.case.number).catch(() => null))
    if (fresh) one.told(fresh)
  }

  // The others' pages look by themselves; agents are many, and theirs only while a dialog is open.
  useKept(async () => {
    if (asked() && session.isAgent) await look()
  })

  return { meanwhile, begin, look }
}
