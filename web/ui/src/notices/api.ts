/** What I was told, and that I saw it. */
import { ask } from '../api'

export type NoticeKind = 'assigned' | 'returned' | 'taken_back' | 'warning' | 'breach' | 'escalation' | 'moved' | 'listed' | 'risk' | 'measure' | 'urgent'

export interface Notice {
  id: number
  kind: NoticeKind
  /** The order that it is about. */
  order: string | null
  zh: string
  en: string
  at: string
  seen_at: string | null
}

export const noticesApi = {
  list: () => ask<{ notices: Notice[]; unseen: number }>('GET', '/api/notices'),
  /** Without ids: all of mine. */
  seen: (ids?: number[]) => ask<void>('POST', '/api/notices/seen', ids ? { ids } : {}),
}
