/** Levels of risk, what they bring, and the measures of their reviews, in Chinese. */
export const riskZh = {
  tag: '{level}风险',
  raise: '申请上调为{level}风险',
  brings: '此等级的要求',
  usual: '按常规办理，无附加要求。',
  measures: {
    what: '措施',
    whatHint: '做什么，怎样防止再次发生',
    owner: '责任人',
    due: '完成期限',
    add: '再加一项',
    remove: '删除第 {number} 项',
    row: '第 {number} 项',
  },
}
