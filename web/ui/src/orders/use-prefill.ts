import { computed, reactive, ref, watch } from 'vue'
import { participants, type Noted } from '../participants/api'
import { useNumbers } from '../stores/numbers'
import { useSession } from '../stores/session'
import { orders, type Loop, type WholePage } from './api'
import type { Autosave } from './autosave'
import { fieldName, shownFields } from './values'

const NAME = 'participant_name'
const CALLER = 'caller_name'

interface Known {
  participant: string
  name: string
}

/** A new order takes over from its call what the call tells: the number, and whose number it is. Only what is empty, and once. */
export function usePrefill(draft: () => Autosave, whole: () => WholePage | null, loop: () => Loop | null) {
  const session = useSession()
  const numbers = useNumbers()
  /** By name: put in by itself, and not looked at yet. */
  const prefilled = reactive(new Set<string>())
  const who = ref<Known | null>(null)
  /** What was noted of the caller at this desk, as it was typed: the form need not be told again. */
  const noted = ref<Noted>({})
  let askedFor = ''

  const number = computed(() => numbers.clear(whole()?.call?.call ?? ''))
  const fresh = computed(() => {
    const [page, known] = [draft().page, loop()]
    const mine = page !== null && page.case.owner?.id === session.person?.id
    return known !== null && mine && page.may.edit && page.case.step === known.first
  })
  const category = computed(() => loop()?.categories.find((one) => one.id === draft().values.category))

  function put(name: string, value: string): void {
    if (!value || prefilled.has(name) || draft().values[name]) return
    prefilled.add(name)
    draft().set(name, value, true)
  }

  function fill(): void {
    const known = loop()
    // Whoever reports misconduct may want not to be known.
    if (!fresh.value || !known || !category.value || category.value.confidential) return
    const { required, optional } = shownFields(known, category.value, {})
    const fields = [...required, ...optional]
    const phone = fields.find((field) => field.kind === 'phone')
    if (phone) put(fieldName(phone.id), number.value || (noted.value.phone ?? ''))
    if (fields.some((field) => field.id === CALLER)) put(fieldName(CALLER), noted.value.name ?? '')
    if (!who.value) return
    put('participant', who.value.participant)
    if (fields.some((field) => field.id === NAME)) put(fieldName(NAME), who.value.name)
  }

  /**
   * Whom the caller was verified for, now or in the call that opened it; else the only one whose number it is, as it is
   * for whoever is only recorded; else as in their last order.
   */
  async function ask(page: WholePage): Promise<Known | null> {
    const identity = session.checksIdentity ? await participants.identity({ order: page.case.number }).catch(() => null) : null
    const [verified] = [...(identity?.verified ?? []), ...(identity?.verified_before ?? [])]
    if (verified) return { participant: verified.participant, name: verified.name }
    const suggested = identity?.suggested.filter((one) => !one.gone) ?? []
    if (suggested.length === 1) return { participant: suggested[0]!.id, name: suggested[0]!.name }
    const before = page.earlier_calls.find((call) => call.order && call.order !== page.case.number)?.order
    const last = before && !suggested.length ? await orders.page(before).catch(() => null) : null
    return last ? { participant: last.case.participant ?? '', name: last.case.form[NAME] ?? '' } : null
  }

  async function learn(): Promise<void> {
    const page = whole()
    if (!page || !fresh.value || !page.call) return
    askedFor = page.case.number
    const found = await ask(page)
    if (whole()?.case.number === askedFor) who.value = found
  }

  watch([() => whole()?.case.number, fresh], ([now]) => {
    if (now !== askedFor) [who.value, noted.value, askedFor] = [null, {}, '']
    if (now && fresh.value && askedFor !== now) void learn()
  }, { immediate: true })
  watch(() => draft(), () => prefilled.clear())
  watch([category, number, who, noted, fresh], fill, { immediate: true })

  return { prefilled, learn, note: (said: Noted) => (noted.value = said), looked: (name: string) => prefilled.delete(name) }
}
