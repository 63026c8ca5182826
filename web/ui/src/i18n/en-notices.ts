/** The same in English. */
export const noticesEn = {
  title: 'Notices',
  open: 'Notices, {count} not seen',
  none: 'No notices',
  allSeen: 'Mark all as seen',
  kind: {
    assigned: 'To do',
    returned: 'Sent back',
    taken_back: 'Taken back',
    warning: 'Due soon',
    breach: 'Late',
    escalation: 'Late, escalated',
    moved: 'Deadline moved',
    listed: 'Supervised',
    risk: 'Risk',
    measure: 'Measure',
    urgent: 'Urgent',
  },
}
