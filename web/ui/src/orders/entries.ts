/** One line of what happened: what the call's witnesses told of the order, and what people did with it, by time. */

import type { HistoryRow } from '../api'
import type { Change, Entry } from './api'

export type Row = { at: string; entry: Entry; birth: null } | { at: string; entry: null; birth: HistoryRow }

export function together(history: readonly HistoryRow[], entries: readonly Entry[]): Row[] {
  const rows: Row[] = [
    ...history.map((birth): Row => ({ at: birth.at, entry: null, birth })),
    ...entries.map((entry): Row => ({ at: entry.at, entry, birth: null })),
  ]
  return rows.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

/** What an entry changed besides what was said with it: a department that was chosen is not told twice. */
export function changes(entry: Entry): Change[] {
  const said = new Set(entry.said.map((one) => one.zh))
  return entry.changes.filter((change) => !said.has(change.after.zh))
}
