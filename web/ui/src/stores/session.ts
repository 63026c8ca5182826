import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, Refusal, type Person, type Role, type Session } from '../api'

const ORDER_ROLES: readonly Role[] = ['agent', 'dispatcher', 'department', 'head', 'manager', 'supervisor']

/** Who is signed in at this browser, and until when if nobody touches it. */
export const useSession = defineStore('session', () => {
  const person = ref<Person | null>(null)
  const expiresAt = ref(0)
  /** True on the sign-in page after a session lapsed by itself. */
  const expired = ref(false)

  /** True while the password is the one that was handed out: nothing can be done but choosing another. */
  const firstPassword = ref(false)
  /** Who may work here now. */
  const working = computed(() => (firstPassword.value ? null : (person.value?.id ?? null)))

  const isAgent = computed(() => has('agent'))
  const isSupervisor = computed(() => has('supervisor'))
  const editsRosters = computed(() => has('supervisor') || has('admin'))
  const checksIdentity = computed(() => isAgent.value || isSupervisor.value)
  /** What is kept by law, and the proofs of what was deleted. */
  const seesRecords = computed(() => has('supervisor') || has('manager') || has('admin'))
  /** Takes lists of orders out of the house. */
  const exportsOrders = computed(() => has('supervisor') || has('manager') || has('head'))
  const isDispatcher = computed(() => has('dispatcher'))
  const isHead = computed(() => has('head'))
  /** Makes follow-up calls, or oversees them. */
  const followsUp = computed(() => isAgent.value || isSupervisor.value || isDispatcher.value || has('manager'))
  const seesOrders = computed(() => ORDER_ROLES.some(has))
  /** Enter orders that no call opened. */
  const entersOrders = computed(() => isAgent.value || isDispatcher.value || isSupervisor.value)

  function has(role: Role): boolean {
    return person.value?.roles.includes(role) ?? false
  }

  function told(session: Session): void {
    // The same person told again is no change: whoever watches would begin anew.
    if (person.value?.id !== session.person.id) person.value = session.person
    firstPassword.value = session.first_password
    expiresAt.value = Date.parse(session.expires_at)
    expired.value = false
  }

  async function signIn(id: string, password: string): Promise<void> {
    told(await api.signIn(id, password))
  }

  async function signOut(): Promise<void> {
    await api.signOut()
    person.value = null
  }

  /** Asks whether the sign-in holds, which leaves an idle one idle. A desk that does not answer leaves it standing. */
  const verify = () => renewed(api.session)

  /** The person is there. */
  const stay = () => renewed(api.stay)

  async function renewed(question: () => Promise<Session>): Promise<void> {
    try {
      told(await question())
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 401) lapse()
    }
  }

  /** The desk no longer knows us. */
  function lapse(): void {
    if (!person.value) return // several questions may be refused at once
    expired.value = true
    person.value = null
  }

  return { person, expiresAt, expired, firstPassword, working, isAgent, isSupervisor, isDispatcher, isHead, editsRosters, checksIdentity, seesOrders, exportsOrders, seesRecords, followsUp, entersOrders, signIn, signOut, verify, stay, lapse }
})
