import type { Cover } from '../api'
import { useWords } from '../use/words'
import { useNames } from './use-names'

/** Closings and overrides in words. */
export function useCovers() {
  const { t, say, when } = useWords()
  const { groupName } = useNames()

  const linesOf = (one: Cover) => one.lines.map((line) => t('roster.covers.line', { line: say(line, 'line') })).join(t('roster.covers.join'))
  const groupsOf = (one: Cover) => one.groups.map((group) => groupName(group, one.lines[0]?.line ?? '')).join(' → ')

  /** 海南专线紧急停服，至今天 13:00：台风停电 */
  function sentenceOf(one: Cover): string {
    return t(`roster.covers.banner.${one.kind}`, { lines: linesOf(one), groups: groupsOf(one), end: when(one.end), why: one.why })
  }

  return { linesOf, groupsOf, sentenceOf }
}
