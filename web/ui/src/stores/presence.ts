import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, type Presence, type PresenceState } from '../api'

/** Whether calls are offered to me, as the desk sees it: it is shown, never assumed. */
export const usePresence = defineStore('presence', () => {
  const presence = ref<Presence | null>(null)
  const changing = ref(false)
  const choosingReason = ref(false)

  const state = computed<PresenceState>(() => presence.value?.state ?? 'away')

  function told(fresh: Presence): void {
    presence.value = {
      state: fresh.state,
      reason: fresh.reason,
      since: fresh.since,
      phone: fresh.phone,
      groups: fresh.groups,
    }
  }

  async function load(): Promise<void> {
    told(await api.presence())
  }

  async function change(to: PresenceState, reason?: string): Promise<void> {
    choosingReason.value = false
    changing.value = true
    try {
      told(await api.setPresence(to, reason))
    } finally {
      changing.value = false
    }
  }

  function forget(): void {
    presence.value = null
    choosingReason.value = false
  }

  return { presence, state, changing, choosingReason, told, load, change, forget }
})
