/** Looking at what is private, in English. */
export const privateEn = {
  show: 'Show',
  hide: 'Hide',
  why: 'Why do you need the number?',
  reasons: { callback: 'Call back', follow_up: 'Follow-up call', contact: 'Contact the participant', check: 'Check identity', clarify: 'Clarify the request', quality: 'Quality check', dispute: 'Settle a dispute' },
  go: 'Continue',
  other: 'Another reason',
  recorded: 'Who looks, when and why is kept in the audit log. The number hides again after two minutes.',
}
