/** Reasons for a pause, in the order of their digits; their words are in the language files. */
export const PAUSE_REASONS = ['break', 'meal', 'meeting', 'training', 'wrap_up'] as const
