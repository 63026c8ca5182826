/** How the actions that are offered are laid out, and what they are sent. */

import type { Action, Ask, Choice } from './api'

export interface Buttons {
  main: Action[]
  plain: Action[]
  grave: Action[]
}

export function buttons(actions: readonly Action[]): Buttons {
  const of = (tone: Action['tone']) => actions.filter((action) => action.tone === tone)
  // What has to be confirmed is meant for just such an order: it goes before what is meant for all.
  const confirms = (action: Action) => Number(action.asks.some((ask) => ask.kind === 'confirm'))
  return { main: of('main').sort((one, other) => confirms(other) - confirms(one)), plain: of('plain'), grave: of('grave') }
}

/** What somebody has to say with it; a complete form is nothing to say. */
export const questions = (action: Action): Ask[] => action.asks.filter((ask) => ask.kind !== 'form')

/** Nothing to ask and nothing to think about twice: it is done at once. */
export const atOnce = (action: Action): boolean => action.tone !== 'grave' && questions(action).length === 0

/** What is proposed to begin with. */
export function proposed(action: Action): Record<string, string> {
  return Object.fromEntries(questions(action).map((ask) => [ask.input, ask.value]))
}

/** Of the departments that are chosen, those in which nobody works. */
export function empty(ask: Ask, value: string): Choice[] {
  const chosen = new Set(value.split(',').filter(Boolean))
  return (ask.choices ?? []).filter((choice) => choice.nobody && chosen.has(choice.value))
}

/** What is left to say before it can be sent. */
export function unsaid(action: Action, inputs: Record<string, string>): Ask[] {
  return questions(action).filter((ask) => !ask.optional && !(inputs[ask.input] ?? '').trim())
}
