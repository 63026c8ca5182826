import { useI18n } from 'vue-i18n'
import { Refusal } from '../api'
import { useClock } from '../stores/clock'
import { dayAndTime, type Locale } from '../time'

/** What the desk says in both languages, in the reader's. */
export function useWords() {
  const { t, te, locale } = useI18n()
  const clock = useClock()

  /** ``say(call, 'line')`` reads ``line_zh`` or ``line_en``. */
  function say<K extends string>(thing: { [P in `${K}_${'zh' | 'en'}`]?: string | null }, name: K): string {
    const both = thing as Record<string, string | null | undefined>
    const [mine, other] = locale.value === 'en' ? ['en', 'zh'] : ['zh', 'en']
    return both[`${name}_${mine}`] || both[`${name}_${other}`] || ''
  }

  /** The same where it stands alone, as a label or on a button: English names begin with a capital there. */
  function label<K extends string>(thing: { [P in `${K}_${'zh' | 'en'}`]?: string | null }, name: K): string {
    const words = say(thing, name)
    return words.charAt(0).toUpperCase() + words.slice(1)
  }

  /** A whole sentence that the desk told in both. */
  function sentence(told: { zh: string; en: string }): string {
    return locale.value === 'en' ? told.en : told.zh
  }

  /** The line as the staff call it: 云南专线, Yunnan line; empty where no line was chosen. */
  function lineOf(thing: { line_zh?: string | null; line_en?: string | null }): string {
    const line = say(thing, 'line')
    return line ? t('field.lineName', { line }) : ''
  }

  /** A sentence of ours for a code of the desk's; a code newer than these pages stands as it is. */
  function word(family: string, code: string | null | undefined): string {
    if (!code) return ''
    return te(`${family}.${code}`) ? t(`${family}.${code}`) : code
  }

  function refused(error: unknown): string {
    if (error instanceof Refusal) return sentence(error)
    return String(error)
  }

  const when = (at: string) => dayAndTime(at, clock.now, locale.value as Locale)

  return { t, te, locale, say, label, sentence, lineOf, word, refused, when }
}
