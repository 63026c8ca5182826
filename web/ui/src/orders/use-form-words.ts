import { useWords } from '../use/words'
import type { Loop, Names } from './api'
import { fieldName } from './values'

const TITLES = {
  category: 'orders.form.category',
  matter: 'orders.form.matter',
  source: 'orders.form.source',
  outside_number: 'orders.form.outsideNumber',
  participant: 'orders.form.participant',
  confidential: 'orders.form.confidential',
} as const

/** What a value of the form is called, and how it is shown where it cannot be changed. */
export function useFormWords(loop: () => Loop) {
  const { t, label, sentence } = useWords()

  const fieldOf = (name: string) => loop().fields.find((field) => fieldName(field.id) === name)

  function title(name: string): Names {
    const field = fieldOf(name)
    if (field) return field
    const known = name in TITLES ? t(TITLES[name as keyof typeof TITLES]) : name
    return { name_zh: known, name_en: known }
  }

  function shown(name: string, value: string): string {
    if (name === 'confidential') return t(value === 'yes' ? 'orders.form.yes' : 'orders.form.no')
    const lists = { category: loop().categories, matter: loop().matters, source: loop().sources } as const
    const one = name in lists ? lists[name as keyof typeof lists].find((known) => known.id === value) : undefined
    if (one) return label(one, 'name')
    const field = fieldOf(name)
    if (field?.kind === 'flag' && value) return t(value === 'yes' ? 'orders.form.yes' : 'orders.form.no')
    const choice = field?.choices.find((known) => known.value === value)
    return choice ? sentence(choice) : value
  }

  return { title, shown }
}
