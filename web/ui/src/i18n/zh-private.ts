/** Looking at what is private, in Chinese. */
export const privateZh = {
  show: '显示',
  hide: '隐藏',
  why: '为什么查看来电号码',
  reasons: { callback: '回拨来电者', follow_up: '回访', contact: '联系市场主体', check: '核对身份', clarify: '核实诉求', quality: '服务质检', dispute: '处理争议' },
  go: '继续',
  other: '其他原因',
  recorded: '查看人、时间和原因会记入审计日志；号码两分钟后自动隐藏。',
}
