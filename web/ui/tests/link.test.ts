import { beforeEach, describe, expect, it } from 'vitest'
import { Link, type LinkState, type Socket } from '../src/live/link'
import type { ServerMessage } from '../src/live/messages'

/** A socket that is moved by hand; saying anything through it before it is open, or after it closed, is an error. */
class HandSocket implements Socket {
  onopen: (() => void) | null = null
  onclose: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  said: string[] = []
  state: 'connecting' | 'open' | 'closed' = 'connecting'

  send(text: string): void {
    if (this.state !== 'open') throw new Error(`nothing can be said: ${this.state}`)
    this.said.push(text)
  }

  close(): void {
    this.state = 'closed'
  }

  opens(): void {
    this.state = 'open'
    this.onopen?.()
  }

  breaks(): void {
    this.state = 'closed'
    this.onclose?.()
  }
}

let sockets: HandSocket[]
let timers: { ms: number; task: () => void }[]
let states: LinkState[]
let heard: ServerMessage[]
let link: Link

const last = (): HandSocket => sockets.at(-1)!
const passes = (): number => {
  const timer = timers.shift()!
  timer.task()
  return timer.ms
}

beforeEach(() => {
  ;[sockets, timers, states, heard] = [[], [], [], []]
  const connect = () => {
    const socket = new HandSocket()
    sockets.push(socket)
    return socket
  }
  const later = (ms: number, task: () => void) => {
    const timer = { ms, task }
    timers.push(timer)
    return () => void (timers = timers.filter((other) => other !== timer))
  }
  link = new Link({ connect, later, random: () => 1 }, { message: (message) => heard.push(message), state: (state) => states.push(state) })
})

describe('the connection to the desk', () => {
  it('opens, hears and says', () => {
    link.open()
    last().opens()
    last().onmessage?.({ data: '{"type":"hello","seq":3}' })
    expect(link.send({ type: 'resume', seq: 3 })).toBe(true)
    expect(states).toEqual(['connecting', 'open'])
    expect(heard).toEqual([{ type: 'hello', seq: 3 }])
    expect(last().said).toEqual(['{"type":"resume","seq":3}'])
  })

  it('takes a connection on which nothing is said for one that is gone', () => {
    link.open()
    last().opens()
    last().onmessage?.({ data: '{"type":"beat"}' })
    expect(timers.length).toBe(1)
    expect(passes()).toBe(6000)
    expect([last().state, states.at(-1)]).toEqual(['closed', 'waiting'])
    expect(passes()).toBe(500)
    expect(sockets.length).toBe(2)
  })

  it('comes back later when it is told that the network is away, and stays closed where it was', () => {
    link.cutOff()
    expect(states).toEqual([])
    link.open()
    last().opens()
    link.cutOff()
    expect([last().state, states.at(-1), timers.length]).toEqual(['closed', 'waiting', 1])
    link.cutOff()
    expect(timers.length).toBe(1)
  })

  it('passes over what a newer desk may say', () => {
    link.open()
    last().opens()
    last().onmessage?.({ data: '{"type":"weather"}' })
    last().onmessage?.({ data: '42' })
    last().onmessage?.({ data: 'not JSON' })
    expect(heard).toEqual([])
  })

  it('comes back by itself, waiting longer each time up to a bound, and at once again after a success', () => {
    link.open()
    const waits = Array.from({ length: 7 }, () => {
      last().breaks()
      return passes()
    })
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
    last().opens()
    last().breaks()
    expect(passes()).toBe(500)
    expect(states.slice(-4)).toEqual(['connecting', 'open', 'waiting', 'connecting'])
  })

  it('gives up on a desk that does not answer', () => {
    link.open()
    expect(passes()).toBe(5000)
    expect(last().state).toBe('closed')
    expect(states.at(-1)).toBe('waiting')
  })

  it('says nothing into a connection that is not open', () => {
    link.open()
    expect(link.send({ type: 'painted', call: 'a', seq: 1 })).toBe(false)
    last().breaks()
    expect(link.send({ type: 'painted', call: 'a', seq: 1 })).toBe(false)
  })

  it('stays closed once it is closed, whatever the old socket still does', () => {
    link.open()
    last().opens()
    const old = last()
    link.close()
    old.breaks()
    expect([sockets.length, timers.length, states.at(-1)]).toEqual([1, 0, 'closed'])
  })

  it('is renewed without listening to the old socket any more', () => {
    link.open()
    last().opens()
    const old = last()
    link.open()
    expect([old.state, old.onmessage, sockets.length]).toEqual(['closed', null, 2])
  })
})
