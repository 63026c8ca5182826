/** What stands on the bell and in its list, in Chinese. */
export const noticesZh = {
  title: '通知',
  open: '通知，{count} 条未读',
  none: '没有通知',
  allSeen: '全部标为已读',
  kind: {
    assigned: '待办',
    returned: '退回',
    taken_back: '收回派单',
    warning: '即将到期',
    breach: '已超时',
    escalation: '超时升级',
    moved: '时限变动',
    listed: '挂牌督办',
    risk: '风险定级',
    measure: '改进措施',
    urgent: '紧急事件',
  },
}
