import { computed } from 'vue'
import type { Case } from '../orders/api'
import { useLoop } from '../stores/loop'
import { useWords } from '../use/words'

const LONG = new Set(['long_text'])
/** Where it stands among the texts, whatever its kind: it is what everybody reads first. */
const FIRST = 'summary'

/** What an order's form and outcome say, as names with texts: short facts, and what is to be read. */
export function usePeek(order: () => Case | null) {
  const loop = useLoop()
  const { t, say, sentence, when } = useWords()

  const filled = computed(() =>
    (loop.loop?.fields ?? []).flatMap((field) => {
      const text = order()?.form[field.id] ?? order()?.private[field.id] ?? ''
      const choice = field.choices.find((one) => one.value === text)
      const shown = choice ? sentence(choice) : field.kind === 'instant' && text ? when(text) : text
      return shown ? [{ field, name: say(field, 'name'), shown }] : []
    }),
  )
  const reads = (one: { field: { id: string; kind: string } }) => LONG.has(one.field.kind) || one.field.id === FIRST

  const told = computed<[string, string][]>(() => {
    const one = order()
    if (!one) return []
    const co = one.co_units.length ? t('orders.head.with', { units: one.co_units.map((unit) => say(unit, 'name')).join(t('orders.comma')) }) : ''
    const unit: [string, string][] = one.unit.id ? [[t('work.peek.units'), say(one.unit, 'name') + co]] : []
    return [...unit, ...filled.value.filter((one) => !reads(one)).map(({ name, shown }): [string, string] => [name, shown])]
  })

  const texts = computed<[string, string][]>(() => {
    const one = order()
    if (!one) return []
    const outcome: [string, string][] = [
      [t('orders.outcome.notAccepted'), one.not_accepted ? say(one, 'reason') : ''],
      [t('orders.outcome.reply'), one.reply],
      ...one.contributions.map((part): [string, string] => [t('orders.outcome.contribution', { unit: say(part, 'name') }), part.text]),
      [t('orders.outcome.result'), one.result],
    ]
    return [...filled.value.filter(reads).map(({ name, shown }): [string, string] => [name, shown]), ...outcome.filter(([, text]) => text)]
  })

  return { told, texts }
}
