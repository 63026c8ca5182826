/** A loop and an order that are just large enough to try things on. */

import type { Case, Field, Loop, Page } from '../src/orders/api'

const field = (id: string, name_zh: string, more: Partial<Field> = {}): Field => ({
  id, name_zh, name_en: id, kind: 'text', choices: [], private: false, longest: 100, ...more,
})
const nobody = { id: null, name_zh: '', name_en: '' }

export const LOOP: Loop = {
  name_zh: '', name_en: '', first: 'fill', end: 'archived', steps: [], actions: [], clocks: [], actors: [],
  categories: [
    { id: 'inquiry', name_zh: '咨询', name_en: 'inquiry', required: ['summary'], optional: ['phone'], matter: true, confidential: false, followed: 'all', template: {} },
  ],
  fields: [field('summary', '诉求摘要'), field('phone', '联系电话', { kind: 'phone', private: true }), field('wish', '期望')],
  matters: [], sources: [], units: [], not_accepted: [], outcomes: [], scores: [], risks: [], link_kinds: [], follow_up: [],
  misconduct_wording_zh: '', misconduct_wording_en: '',
}

export function caseOf(more: Partial<Case> = {}): Case {
  return {
    number: 'GX-20261123-0001', revision: 1, step: 'fill', step_zh: '', step_en: '', entered_at: '', opened_at: '', talk_ended_at: null,
    archived_at: null, category: { ...nobody, id: 'inquiry' }, matter: nobody, source: { ...nobody, id: 'phone' }, unit: nobody, holder: nobody,
    co_units: [], owner: null, follower: null, outside_number: '', participant: null, form: {}, private: {}, marks: {}, risk: 'low', result: '',
    reply: '', contributions: [], not_accepted: null, reason_zh: '', reason_en: '', confidential: false, parent: null, came_back: false, rounds: 0,
    ...more,
  }
}

export function pageOf(revision: number, form: Record<string, string>, more: Partial<Page> = {}): Page {
  return {
    revision, case: caseOf({ revision, form }), actions: [], may: { edit: true, settle: true, merge: false, look: false, attach: false },
    clocks: [], entries: [], links: [], children: [], attachments: [], measures: [], ...more,
  }
}
