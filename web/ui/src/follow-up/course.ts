/** What of an order's actions belongs to the call, and when a shift's end asks to hand over. */

import type { Action } from '../orders/api'
import type { FollowCall, FollowOrder } from './api'

export const END_NEAR_MS = 60 * 60_000

/** Somebody was reached, or not: what moves the order on, or tells of an attempt; what is hoped for first. */
export function ofTheCall(actions: readonly Action[]): Action[] {
  const found = actions.filter((one) => one.to !== null || isAttempt(one))
  return [...found.filter((one) => one.tone === 'main'), ...found.filter((one) => one.tone !== 'main')]
}

export const isAttempt = (action: Action): boolean => action.asks.some((ask) => ask.input === 'outcome')

/** The attempt that all orders of a call share: nobody was there for any of them. */
export function sharedAttempt(call: FollowCall): Action | null {
  if (call.orders.length < 2) return null
  const each = call.orders.map((one) => one.actions.find(isAttempt))
  const [first] = each
  return first && each.every((one) => one?.id === first.id) ? first : null
}

/** Not to be called yet: an attempt was made, and the next is better made later. */
export function waitsUntil(call: FollowCall, now: number): string | null {
  const times = call.orders.map((one) => one.try_again_at)
  if (times.some((at) => at === null || Date.parse(at) <= now)) return null
  return times.reduce((one, other) => (one! < other! ? one : other), times[0]!)
}

/** Those that were meant, as they stand in the list now; what has left it is not to be called any more. */
export function stillMeant(meant: readonly FollowOrder[], known: readonly FollowOrder[]): FollowOrder[] {
  return meant.map((one) => known.find((other) => other.number === one.number) ?? { ...one, actions: [] })
}

/** What is left at the end of a shift that is near, or over. */
export function leftAtEnd(calls: readonly FollowCall[], shiftEnd: string | null, now: number): FollowOrder[] {
  if (shiftEnd === null || Date.parse(shiftEnd) - now > END_NEAR_MS) return []
  return calls.flatMap((call) => call.orders).filter((one) => one.may_give)
}
