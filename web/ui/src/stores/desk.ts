import { defineStore } from 'pinia'
import { computed, nextTick, ref, shallowRef } from 'vue'
import { browserSurroundings, Link, type LinkState } from '../live/link'
import type { ServerMessage } from '../live/messages'
import { EMPTY, receive, type Board } from '../live/pops'
import type { Notice } from '../notices/api'
import { useClock } from './clock'
import { useNoticeList } from './notice-list'
import { useNumbers } from './numbers'
import { usePresence } from './presence'
import { useSession } from './session'

/** The live side of the desk: the connection, the pop on screen, and what was pushed about my work. */
export const useDesk = defineStore('desk', () => {
  const clock = useClock()
  const presence = usePresence()
  const notices = useNoticeList()
  const session = useSession()
  const numbers = useNumbers()

  const linkState = ref<LinkState>('closed')
  const board = shallowRef<Board>(EMPTY)
  /** Counts what changed among my calls and orders; lists load again when it moves. */
  const changes = ref(0)
  /** Counts what changed among all the orders that I see; boards load again when it moves. */
  const stirs = ref(0)
  const talkingSince = ref<number | null>(null)
  const noticeDismissed = ref(false)
  /** The notice that came last while I was here. */
  const latest = shallowRef<Notice | null>(null)

  const pop = computed(() => board.value.current?.pop ?? null)
  const gone = computed(() => (noticeDismissed.value ? null : board.value.gone))
  const live = computed(() => linkState.value === 'open')

  const link = new Link(browserSurroundings(), { message: heard, state: (state) => (linkState.value = state) })

  function heard(message: ServerMessage): void {
    if (message.type === 'presence') presence.told(message)
    if (message.type === 'alarm') void clock.sync()
    if (message.type === 'notices') void notices.told(message.unseen).then((notice) => (latest.value = notice ?? latest.value))
    // Number 0 answers a resume that the desk cannot fulfil: what stands follows by itself.
    if (message.type === 'hello' && message.seq > 0) link.send({ type: 'resume', seq: board.value.seq })
    if (message.type === 'boards' || message.type === 'hello') stirs.value++
    if (message.type === 'order' || message.type === 'pop_gone' || message.type === 'hello') changes.value++
    const before = board.value
    board.value = receive(before, message)
    if (board.value !== before) moved(before)
  }

  function moved(before: Board): void {
    const { current, gone: left } = board.value
    if (left !== before.gone) noticeDismissed.value = false
    if (current?.pop.state !== 'talking') talkingSince.value = null
    else if (current.pop.answered_at) talkingSince.value = Date.parse(current.pop.answered_at)
    else talkingSince.value ??= clock.now
    if (current?.pop.state === 'talking' && current.pop.number_masked) void numbers.learn(current.pop.call)
    if (current && current !== before.current) void tellPainted(current.pop.call, current.seq)
  }

  /** Two frames after the page was changed its pixels are on screen; the desk measures the ring by this. */
  async function tellPainted(call: string, seq: number): Promise<void> {
    await nextTick()
    requestAnimationFrame(() => requestAnimationFrame(() => link.send({ type: 'painted', call, seq })))
  }

  function start(): void {
    link.open()
    if (session.isAgent) void presence.load().catch(() => undefined)
  }

  /** The desk's computer slept, or its network was away: what looks open may be dead. */
  function renew(): void {
    if (linkState.value !== 'closed') link.open()
  }

  /** The network is known to be away. */
  function cutOff(): void {
    link.cutOff()
  }

  function stop(): void {
    link.close()
    board.value = EMPTY
    presence.forget()
    notices.forget()
    latest.value = null
    numbers.forget()
  }

  return {
    linkState, live, board, pop, gone, changes, stirs, talkingSince, latest,
    dismiss: () => (noticeDismissed.value = true),
    start, stop, renew, cutOff,
  }
})
