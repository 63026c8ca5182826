import { computed, ref, shallowRef } from 'vue'
import { useClock } from '../stores/clock'
import { dayOf, type Locale } from '../time'
import { useWords } from '../use/words'
import { roster, type Absence, type AbsenceFinding, type AbsenceLook } from './api'
import { dateOf, weekdayOf } from './days'

/** What is to be done with an entry, once the supervisor has seen what follows from it. */
export interface Proposal {
  deed: Absence
  /** Whose, and which days, for the heading. */
  who: string
  days: string
  /** Whether anything comes into force by it. */
  counts: boolean
}

/** A form's way to the preview: what the desk refuses at a field is told there, and nothing else is asked. */
export function useProposing(show: (proposal: Proposal, look: AbsenceLook) => void) {
  const { t, say, refused } = useWords()
  /** By the field's key; under ``''`` what concerns none of them. */
  const troubles = ref<Record<string, string>>({})
  const busy = ref(false)

  /** The fields by name, each with what is missing where it is empty; true where all are there. */
  function complete(fields: Record<string, [unknown, string]>): boolean {
    const empty = Object.entries(fields).filter(([, [value]]) => !value)
    troubles.value = Object.fromEntries(empty.map(([field, [, missing]]) => [field, t(`roster.staff.missing.${missing}`)]))
    return !empty.length
  }

  async function propose(proposal: Proposal): Promise<void> {
    busy.value = true
    try {
      const look = await roster.lookAt(proposal.deed)
      const wrong = look.findings.filter((one) => one.severity === 'error' && !one.despite && one.field !== null)
      troubles.value = Object.fromEntries(wrong.map((one) => [one.field, told(one)]))
      if (!wrong.length) show(proposal, look)
    } catch (error) {
      troubles.value = { '': refused(error) }
    } finally {
      busy.value = false
    }
  }
  const told = (one: AbsenceFinding) => `${say(one, 'problem')} — ${say(one, 'remedy')}`

  return { troubles, busy, complete, propose }
}

/** Dates as the file has them, in words; what is no date stands as it is. */
export function useEntryDays() {
  const { locale } = useWords()
  const inWords = (written: string) => {
    const [date, time] = [written.slice(0, 10), written.slice(10)]
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return written
    const [year, day, weekday] = [date.slice(0, 4), dateOf(date, locale.value as Locale), weekdayOf(date, locale.value as Locale)]
    return (locale.value === 'en' ? `${weekday} ${day} ${year}` : `${year}/${day} ${weekday}`) + time
  }
  return (start: string, until = start) => (start === until ? inWords(start) : `${inWords(start)} – ${inWords(until)}`)
}

/** What waits for approval first, then what comes; what is past is shown on demand. */
export function useListed<T extends { approved_by: string }>(entries: () => T[], begins: (one: T) => string, ends: (one: T) => string) {
  const clock = useClock()
  const withPast = shallowRef(false)
  const isPast = (one: T) => ends(one).slice(0, 10) < dayOf(clock.now)
  const ordered = computed(() => [...entries()].sort((one, other) => Number(Boolean(one.approved_by)) - Number(Boolean(other.approved_by)) || (begins(one) < begins(other) ? -1 : 1)))
  const past = computed(() => ordered.value.filter(isPast).reverse())
  const shown = computed(() => [...ordered.value.filter((one) => !isPast(one)), ...(withPast.value ? past.value : [])])
  return { shown, past, withPast, isPast }
}
