import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { orders } from '../orders/api'
import { Autosave } from '../orders/autosave'
import { useLoop } from './loop'
import { useSession } from './session'

/** Most that are kept after their pages were left: somebody who looks through many orders edits few. */
const MOST = 30

/**
 * What is being filled in, by order: the desk and the order's page show the same, and what could not be saved yet is
 * still there for whoever comes back to it. In memory alone, since some of it is private.
 */
export const useDrafts = defineStore('drafts', () => {
  const session = useSession()
  const loop = useLoop()
  const drafts = new Map<string, Autosave>()

  function of(number: string): Autosave {
    const known = drafts.get(number)
    if (known) return known
    for (const [other, draft] of drafts) if (drafts.size >= MOST && !draft.unsaved) drafts.delete(other)
    const draft = reactive(
      new Autosave({
        send: (revision, change) => orders.save(number, revision, change),
        fetch: () => orders.page(number),
        loop: () => loop.loop,
        later: (ms, what) => {
          const timer = window.setTimeout(what, ms)
          return () => window.clearTimeout(timer)
        },
      }),
    ) as Autosave
    drafts.set(number, draft)
    return draft
  }

  const all = () => [...drafts.values()]

  // Whoever signs in next has no part in it; whose session lapsed finds it again.
  let whose = session.person?.id
  watch(
    () => session.person?.id,
    (id) => {
      if (!id && session.expired) return
      if (id !== whose) all().forEach((draft) => draft.drop())
      if (id !== whose) drafts.clear()
      whose = id
    },
  )
  window.addEventListener('online', () => all().forEach((draft) => draft.again()))
  window.addEventListener('beforeunload', (event) => {
    if (all().some((draft) => draft.unsaved)) event.preventDefault()
  })

  return { of }
})
