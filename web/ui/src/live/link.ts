/**
 * The one connection over which the desk pushes: opened again with back-off when it is lost.
 *
 * Socket and timer are handed in, so that tests move both by hand.
 */

import { parseMessage, type ClientMessage, type ServerMessage } from './messages'

export type LinkState = 'closed' | 'connecting' | 'open' | 'waiting'

export interface Socket {
  onopen: (() => void) | null
  onclose: (() => void) | null
  onmessage: ((event: { data: string }) => void) | null
  send(text: string): void
  close(): void
}

export interface Surroundings {
  connect: () => Socket
  /** Runs the task later; answers with how to call it off. */
  later: (ms: number, task: () => void) => () => void
  /** 0 ≤ x < 1: spreads the return of many desks after a restart. */
  random: () => number
}

export interface Listener {
  message: (message: ServerMessage) => void
  state: (state: LinkState) => void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8_000
const CONNECT_DEADLINE_MS = 5_000
/** The desk says something every two seconds: a connection that is silent for longer is none, though nobody closed it. */
const SILENCE_MS = 6_000

export class Link {
  private socket: Socket | null = null
  private isOpen = false
  private attempts = 0
  private callOff: () => void = () => {}

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {}

  open(): void {
    this.drop()
    this.listener.state('connecting')
    const socket = this.around.connect()
    this.socket = socket
    this.callOff = this.around.later(CONNECT_DEADLINE_MS, () => this.lost(socket))
    socket.onopen = () => this.opened(socket)
    socket.onmessage = (event) => this.heard(socket, event.data)
    socket.onclose = () => this.lost(socket)
  }

  close(): void {
    this.drop()
    this.attempts = 0
    this.listener.state('closed')
  }

  /** It is known to be gone, whatever the socket says. */
  cutOff(): void {
    if (this.socket) this.lost(this.socket)
  }

  /** Whether it was said: a message for a lost connection is dropped, the desk sends again what matters. */
  send(message: ClientMessage): boolean {
    if (this.socket === null || !this.isOpen) return false
    this.socket.send(JSON.stringify(message))
    return true
  }

  private opened(socket: Socket): void {
    this.listenOn(socket)
    this.isOpen = true
    this.attempts = 0
    this.listener.state('open')
  }

  private listenOn(socket: Socket): void {
    this.callOff()
    this.callOff = this.around.later(SILENCE_MS, () => this.lost(socket))
  }

  private heard(socket: Socket, text: string): void {
    this.listenOn(socket)
    const message = parseMessage(text)
    if (message) this.listener.message(message)
  }

  private lost(socket: Socket): void {
    if (socket !== this.socket) return
    this.drop()
    const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempts++)
    this.listener.state('waiting')
    this.callOff = this.around.later(ceiling * (0.5 + this.around.random() / 2), () => this.open())
  }

  private drop(): void {
    this.callOff()
    this.callOff = () => {}
    const socket = this.socket
    this.socket = null
    this.isOpen = false
    if (!socket) return
    socket.onopen = socket.onclose = socket.onmessage = null
    socket.close()
  }
}

export function browserSurroundings(): Surroundings {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return {
    connect: () => new WebSocket(`${scheme}://${location.host}/ws`) as unknown as Socket,
    later: (ms, task) => {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
    random: Math.random,
  }
}
