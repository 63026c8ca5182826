import type { Said } from './api'
import { useWords } from '../use/words'

/** Who answers, in the reader's language: 专家 → 客服, of another line with its name. */
export function useNames() {
  const { t, say, locale } = useWords()

  function groupName(group: { line?: string | null; line_zh?: string; line_en?: string; name_zh: string; name_en: string }, line: string): string {
    const name = say(group, 'name')
    if (!group.line || group.line === line) return name
    const home = say(group as { line_zh: string; line_en: string }, 'line')
    return locale.value === 'en' ? `${home} ${name}` : home + name
  }

  function answeredBy(said: Said | null, line: string): string {
    if (!said) return t('roster.diff.noLine')
    if (said.state === 'closed') return t('roster.calendar.closed')
    if (said.state === 'undecided') return t('duty.undecided')
    const groups = said.groups.map((group) => groupName(group, line)).join(' → ')
    const after = said.after === null || said.groups.length < 2 ? '' : t('roster.diff.rings', { seconds: said.after })
    const first = said.say.length ? t('roster.diff.says', { prompts: said.say.join(', ') }) : ''
    return groups + after + first
  }

  return { groupName, answeredBy }
}
