import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, Refusal, type Person, type Role } from '../api'

/** Who is signed in at this browser. */
export const useSession = defineStore('session', () => {
  const person = ref<Person | null>(null)
  const expired = ref(false)

  const isAgent = computed(() => has('agent'))
  const isSupervisor = computed(() => has('supervisor'))
  const seesOrders = computed(() => isAgent.value || isSupervisor.value)

  function has(role: Role): boolean {
    return person.value?.roles.includes(role) ?? false
  }

  async function restore(): Promise<void> {
    try {
      person.value = (await api.session()).person
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal.status !== 401) throw refusal
    }
  }

  async function signIn(id: string, password: string): Promise<void> {
    person.value = (await api.signIn(id, password)).person
    expired.value = false
  }

  async function signOut(): Promise<void> {
    await api.signOut()
    person.value = null
  }

  /** The desk no longer knows us: whoever asked and was refused with 401 says so here. */
  function lapse(): void {
    expired.value = person.value !== null
    person.value = null
  }

  /** Asks again whether the sign-in holds; a desk that does not answer leaves it standing. */
  async function verify(): Promise<void> {
    try {
      await api.session()
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 401) lapse()
    }
  }

  return { person, expired, isAgent, isSupervisor, seesOrders, restore, signIn, signOut, verify, lapse }
})
