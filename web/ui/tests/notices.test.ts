import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseMessage } from '../src/live/messages'
import type { Notice } from '../src/notices/api'
import { badge, toneOf } from '../src/notices/tone'
import { useNoticeList } from '../src/stores/notice-list'

/** A desk that holds these notices, the newest first. */
class Desk {
  notices: Notice[] = []
  down = false

  tell(): void {
    const id = this.notices.length + 1
    this.notices.unshift({ id, kind: 'warning', order: `YN-20261123-000${id}`, zh: '到期', en: 'due', at: '2026-11-23T10:00:00+08:00', seen_at: null })
  }

  answer = async (path: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError('away')
    if (path === '/api/notices') return Response.json({ notices: [...this.notices], unseen: this.unseen() })
    const { ids } = JSON.parse(String(init?.body)) as { ids?: number[] }
    this.notices = this.notices.map((one) => (!ids || ids.includes(one.id) ? { ...one, seen_at: one.at } : one))
    return new Response(null, { status: 204 })
  }

  unseen = () => this.notices.filter((one) => !one.seen_at).length
}

describe('the list of notices', () => {
  const desk = new Desk()
  beforeEach(() => {
    setActivePinia(createPinia())
    desk.notices = []
    desk.down = false
    vi.stubGlobal('fetch', desk.answer)
  })
  afterEach(() => vi.unstubAllGlobals())

  it('says which notice came, and nothing of those that were there or were seen elsewhere', async () => {
    const list = useNoticeList()
    desk.tell()
    expect(await list.told(1)).toBeNull() // the first look at the list
    desk.tell()
    expect((await list.told(2))?.id).toBe(2)
    await list.seen([2])
    expect(await list.told(1)).toBeNull()
    expect(list.unseen).toBe(1)
  })

  it('marks one, or all', async () => {
    const list = useNoticeList()
    for (let told = 0; told < 3; told++) desk.tell()
    await list.load()
    await list.seen([2])
    expect(list.notices.map((one) => Boolean(one.seen_at))).toEqual([false, true, false])
    await list.seen()
    expect(list.unseen).toBe(0)
  })

  it('keeps what it knows while the desk is away', async () => {
    const list = useNoticeList()
    desk.tell()
    await list.load()
    desk.down = true
    await list.load()
    expect(list.notices).toHaveLength(1)
    expect(list.error).not.toBeNull()
  })
})

describe('the bell', () => {
  it('shows a number that fits', () => expect([0, 1, 99, 100].map(badge)).toEqual(['', '1', '99', '99+']))
  it('is red for what is late', () => expect([toneOf('breach'), toneOf('assigned'), toneOf('moved')]).toEqual(['bad', 'brand', 'plain']))
  it('hears the desk', () => expect(parseMessage('{"type":"notices","unseen":3}')).toEqual({ type: 'notices', unseen: 3 }))
})
