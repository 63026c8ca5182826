/** Which lists stand on whose board, the most pressing first. */

import type { Role } from '../api'
import type { Tone } from '../words'
import type { Counts, View } from './api'

const OF_ROLE: Partial<Record<Role, readonly View[]>> = {
  dispatcher: ['to_assign', 'to_review', 'major', 'due_soon', 'overdue', 'sent_back', 'urgent', 'to_evaluate', 'follow_up', 'listed', 'all'],
  head: ['unit', 'to_accept', 'handling', 'co_handling', 'sent_back', 'overdue', 'all'],
  department: ['to_accept', 'handling', 'co_handling', 'sent_back', 'overdue', 'unit', 'all'],
  agent: ['to_fill', 'follow_up', 'callback', 'sent_back', 'mine', 'line', 'all'],
  supervisor: ['escalated', 'overdue', 'listed', 'urgent', 'callback', 'follow_up', 'all'],
  manager: ['listed', 'escalated', 'overdue', 'urgent', 'to_evaluate', 'all'],
}
const TONES: Partial<Record<View, Tone>> = { overdue: 'bad', escalated: 'bad', due_soon: 'warn', listed: 'bad' }

/** Somebody with several roles has the lists of each, once; everything stands last. */
export function boardOf(roles: readonly Role[]): View[] {
  const views = Object.entries(OF_ROLE).flatMap(([role, lists]) => (roles.includes(role as Role) ? lists : []))
  return [...new Set(views)].sort((one, other) => Number(one === 'all') - Number(other === 'all'))
}

/** The colour of a list's count; nothing in it is nothing to be warned of. */
export const countTone = (view: View, counts: Counts): Tone => (counts[view] ? (TONES[view] ?? 'brand') : '')
