/**
 * What stands on the agent's screen, folded from numbered messages.
 *
 * Pure: a message and the board before it give the board after it. A message may come twice (the desk replays what a
 * lost connection missed, and always sends the current pops again), and never moves a call backwards.
 */

import type { GoneReason, Pop, ServerMessage } from './messages'

export interface Shown {
  readonly pop: Pop
  /** The number under which the desk last showed it; told back once it is painted. */
  readonly seq: number
}

export interface Gone {
  readonly pop: Pop
  readonly reason: GoneReason
}

export interface Board {
  /** The highest number seen: what we resume from. */
  readonly seq: number
  /** The one that matters: talked to, else the latest that rings. */
  readonly current: Shown | null
  /** How the last pop left the screen. */
  readonly gone: Gone | null
  readonly pops: ReadonlyMap<string, Shown>
  /** The number under which each call left, so that nothing older brings it back. */
  readonly over: ReadonlyMap<string, number>
}

export const EMPTY: Board = { seq: 0, current: null, gone: null, pops: new Map(), over: new Map() }

export function receive(board: Board, message: ServerMessage): Board {
  switch (message.type) {
    case 'hello':
      return message.seq < board.seq ? EMPTY : board // the desk began anew: it sends what still stands
    case 'pop':
      return message.pop.state === 'ended' ? taken(board, message.seq, message.pop.call, 'ended') : shown(board, message.seq, message.pop)
    case 'pop_gone':
      return taken(board, message.seq, message.call, message.reason)
    default:
      return board
  }
}

function shown(board: Board, seq: number, pop: Pop): Board {
  const known = board.pops.get(pop.call)?.seq ?? board.over.get(pop.call) ?? 0
  if (seq < known || seq === board.over.get(pop.call)) return board
  const pops = new Map(board.pops).set(pop.call, { pop, seq })
  return { ...board, seq: Math.max(seq, board.seq), pops, current: foremost(pops), gone: null }
}

function taken(board: Board, seq: number, call: string, reason: GoneReason): Board {
  const left = board.pops.get(call)
  const over = new Map(board.over).set(call, Math.max(seq, board.over.get(call) ?? 0))
  const next = { ...board, seq: Math.max(seq, board.seq), over }
  if (!left || seq < left.seq) return next
  const pops = new Map(board.pops)
  pops.delete(call)
  return { ...next, pops, current: foremost(pops), gone: { pop: left.pop, reason } }
}

function foremost(pops: ReadonlyMap<string, Shown>): Shown | null {
  const weight = ({ pop, seq }: Shown) => (pop.state === 'talking' ? Number.MAX_SAFE_INTEGER : seq)
  return [...pops.values()].reduce<Shown | null>((best, one) => (best && weight(best) >= weight(one) ? best : one), null)
}
