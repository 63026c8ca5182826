import type { NoticeKind } from './api'

export type Tone = 'brand' | 'warn' | 'bad' | 'plain'

/** How pressing a notice looks; one of a kind that these pages do not know looks plain. */
export function toneOf(kind: NoticeKind): Tone {
  const tones: Partial<Record<NoticeKind, Tone>> = {
    assigned: 'brand',
    returned: 'warn',
    warning: 'warn',
    breach: 'bad',
    escalation: 'bad',
    listed: 'bad',
    risk: 'warn',
    measure: 'warn',
    urgent: 'bad',
  }
  return tones[kind] ?? 'plain'
}

/** What stands on the bell: nothing for nothing, and no number that would not fit. */
export function badge(unseen: number): string {
  return unseen > 99 ? '99+' : unseen > 0 ? String(unseen) : ''
}
