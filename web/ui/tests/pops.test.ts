import { describe, expect, it } from 'vitest'
import type { GoneReason, Pop, ServerMessage } from '../src/live/messages'
import { EMPTY, receive, type Board } from '../src/live/pops'

function pop(call: string, state: Pop['state'] = 'ringing'): Pop {
  return {
    call, state, number_masked: '138****8000', line: 'yunnan', line_zh: '云南', line_en: 'Yunnan',
    group: 'yunnan-staff', group_zh: '客服', group_en: 'service staff', because_zh: '按 3。', because_en: 'Pressed 3.',
    order: 'YN-20261123-0001', greeting_zh: '您好', greeting_en: 'Hello', rang_at: '2026-11-23T12:00:00+08:00',
    earlier_calls: [], open_orders: [],
  }
}

const hello = (seq: number): ServerMessage => ({ type: 'hello', seq })
const rings = (seq: number, call: string): ServerMessage => ({ type: 'pop', seq, pop: pop(call) })
const talks = (seq: number, call: string): ServerMessage => ({ type: 'pop', seq, pop: pop(call, 'talking') })
const gone = (seq: number, call: string, reason: GoneReason): ServerMessage => ({ type: 'pop_gone', seq, call, reason })

const after = (...messages: ServerMessage[]): Board => messages.reduce(receive, EMPTY)
const onScreen = (board: Board) => board.current?.pop.call ?? null

describe('a call on the screen', () => {
  it('appears when it rings, changes when it is answered, and keeps the number to be told back', () => {
    const ringing = after(hello(7), rings(8, 'a'))
    expect([onScreen(ringing), ringing.current?.seq, ringing.seq]).toEqual(['a', 8, 8])
    const talking = receive(ringing, talks(9, 'a'))
    expect([talking.current?.pop.state, talking.current?.seq, talking.seq]).toEqual(['talking', 9, 9])
  })

  it.each<GoneReason>(['answered_elsewhere', 'caller_left', 'ended', 'not_answered'])('leaves with its reason: %s', (reason) => {
    const board = after(rings(1, 'a'), gone(2, 'a', reason))
    expect(onScreen(board)).toBeNull()
    expect(board.gone).toEqual({ pop: pop('a'), reason })
  })

  it('leaves too when the desk shows it as ended', () => {
    const board = after(talks(1, 'a'), { type: 'pop', seq: 2, pop: pop('a', 'ended') })
    expect([onScreen(board), board.gone?.reason]).toEqual([null, 'ended'])
  })

  it('takes the notice of the last one away when the next one rings', () => {
    expect(after(rings(1, 'a'), gone(2, 'a', 'caller_left'), rings(3, 'b')).gone).toBeNull()
  })

  it('may ring at the same telephone again', () => {
    expect(onScreen(after(rings(1, 'a'), gone(2, 'a', 'not_answered'), rings(3, 'a')))).toBe('a')
  })

  it('is not replaced by another that rings while it is talked to, and gives way to it when it ends', () => {
    const both = after(talks(1, 'a'), rings(2, 'b'))
    expect(onScreen(both)).toBe('a')
    expect(onScreen(receive(both, gone(3, 'a', 'ended')))).toBe('b')
  })
})

describe('a connection that was lost', () => {
  it('replays what was missed', () => {
    const before = after(hello(3), rings(4, 'a'))
    const resumed = [hello(6), gone(5, 'a', 'answered_elsewhere'), rings(6, 'b'), rings(6, 'b')].reduce(receive, before)
    expect([onScreen(resumed), resumed.seq]).toEqual(['b', 6])
  })

  it('changes nothing by sending the current pop again', () => {
    const before = after(rings(4, 'a'), talks(5, 'a'))
    const again = [hello(5), talks(5, 'a')].reduce(receive, before)
    expect(again.current).toEqual(before.current)
  })

  it('takes current pops in any order, as a fresh page gets them', () => {
    expect(onScreen(after(hello(9), rings(9, 'b'), talks(8, 'a')))).toBe('a')
  })

  it('forgets everything when the desk begins anew, and takes what still stands', () => {
    const before = after(rings(400, 'a'))
    expect(receive(before, hello(0))).toBe(EMPTY)
    expect(onScreen([hello(0), rings(2, 'c')].reduce(receive, before))).toBe('c')
  })

  it('keeps the screen over a short loss', () => {
    expect(onScreen(receive(after(rings(4, 'a')), hello(4)))).toBe('a')
  })
})

describe('messages out of step', () => {
  it('never brings back a call that is over', () => {
    expect(onScreen(after(rings(1, 'a'), gone(3, 'a', 'ended'), talks(2, 'a')))).toBeNull()
    expect(onScreen(after(gone(3, 'a', 'ended'), talks(3, 'a')))).toBeNull()
  })

  it('never turns a conversation back into ringing', () => {
    expect(after(talks(5, 'a'), rings(4, 'a')).current?.pop.state).toBe('talking')
  })

  it('lets a late farewell of an earlier ringing pass', () => {
    expect(onScreen(after(rings(1, 'a'), rings(3, 'a'), gone(2, 'a', 'not_answered')))).toBe('a')
  })

  it('ignores the farewell of a call that is not on the screen, but counts it', () => {
    const board = after(rings(1, 'a'), gone(2, 'z', 'ended'))
    expect([onScreen(board), board.seq, board.gone]).toEqual(['a', 2, null])
  })

  it('leaves the board alone for everything else', () => {
    const before = after(rings(1, 'a'))
    expect(receive(before, { type: 'order', number: 'YN-20261123-0001' })).toBe(before)
  })
})
