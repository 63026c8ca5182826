/** Levels of risk, what they bring, and the measures of their reviews, in English. */
export const riskEn = {
  tag: '{level} risk',
  raise: '{level} risk asked for',
  brings: 'What this level asks for',
  usual: 'Handled as usual; nothing more is asked.',
  measures: {
    what: 'Measure',
    whatHint: 'What is done, so that it does not happen again',
    owner: 'Owner',
    due: 'Due by',
    add: 'Add another',
    remove: 'Remove measure {number}',
    row: 'Measure {number}',
  },
}
