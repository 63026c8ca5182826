import { describe, expect, it } from 'vitest'
import { Refusal } from '../src/api'
import type { Entry, FormChange, Page } from '../src/orders/api'
import { AGAIN_MS, Autosave, TYPING_MS } from '../src/orders/autosave'
import { LOOP, pageOf } from './small-order'

/** The desk as far as a form sees it: one order, saved by others too, and now and then out of reach. */
class Desk {
  form: Record<string, string> = {}
  revision = 1
  entries: Entry[] = []
  sent: FormChange[] = []
  away = false
  closed: string | null = null
  private waiting: { ms: number; what: () => void }[] = []

  readonly around = {
    send: async (revision: number, change: FormChange): Promise<Page> => {
      this.reach()
      this.sent.push(change)
      if (this.closed) throw new Refusal(409, this.closed, this.closed, this.closed)
      if (revision !== this.revision) {
        throw new Refusal(409, 'stale', '', '', null, { theirs: this.entries.filter((one) => one.revision > revision), revision: this.revision })
      }
      if (change.form?.phone === 'no phone') throw new Refusal(422, 'bad_input', '', '', null, { about: { phone: { zh: '有误', en: 'wrong' } } })
      this.form = { ...this.form, ...change.form }
      this.revision++
      return this.page()
    },
    fetch: async () => (this.reach(), this.page()),
    loop: () => LOOP,
    later: (ms: number, what: () => void) => {
      const one = { ms, what }
      this.waiting.push(one)
      return () => void (this.waiting = this.waiting.filter((other) => other !== one))
    },
  }

  page(): Page {
    return pageOf(this.revision, { ...this.form }, { entries: this.entries })
  }

  /** Somebody else saves. */
  other(name: string, title: string, value: string): void {
    this.form[name] = value
    this.revision++
    const words = { zh: value, en: value }
    this.entries.push({
      revision: this.revision, at: '', who: 'other', who_name: '乙', what: 'form_saved', what_zh: '', what_en: '', step: 'fill', step_zh: '', step_en: '',
      moved: false, said: [], changes: [{ name_zh: title, name_en: name, before: words, after: words }],
    })
  }

  /** What waits comes due; returns how long it would have waited. */
  async due(): Promise<number[]> {
    const now = this.waiting
    this.waiting = []
    now.forEach((one) => one.what())
    await new Promise((done) => setImmediate(done))
    return now.map((one) => one.ms)
  }

  private reach(): void {
    if (this.away) throw new Refusal(0, 'no_answer', '', '')
  }
}

function begun(): { desk: Desk; draft: Autosave } {
  const desk = new Desk()
  const draft = new Autosave(desk.around)
  draft.told(desk.page())
  return { desk, draft }
}

describe('a form that saves itself', () => {
  it('waits for a pause in the typing, and sends what changed', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '忘')
    draft.set('form.summary', '忘记密码')
    expect(draft.state).toBe('waiting')
    expect(await desk.due()).toEqual([TYPING_MS])
    expect(desk.sent).toEqual([{ form: { summary: '忘记密码' } }])
    expect([draft.state, draft.unsaved, draft.page?.revision]).toEqual(['still', false, 2])
  })

  it('saves a choice at once', async () => {
    const { desk, draft } = begun()
    draft.set('matter', 'rules', true)
    expect(await desk.due()).toEqual([0])
  })

  it('sends nothing where the old text was typed again', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '甲')
    draft.set('form.summary', '')
    await desk.due()
    expect([desk.sent, draft.state]).toEqual([[], 'still'])
  })

  it('keeps what is typed while it saves for the next time', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '一')
    const saving = draft.flush()
    draft.set('form.summary', '一二')
    await saving
    await desk.due()
    expect(desk.form.summary).toBe('一二')
    expect(draft.unsaved).toBe(false)
  })

  it('saves the rest where one value is wrong, and the wrong one once it is right', async () => {
    const { desk, draft } = begun()
    draft.set('form.phone', 'no phone')
    draft.set('form.summary', '摘要')
    expect(await draft.flush()).toBe(false)
    expect(desk.form).toEqual({ summary: '摘要' })
    expect([draft.state, Object.keys(draft.wrong)]).toEqual(['wrong', ['form.phone']])
    draft.set('form.phone', '13800000000')
    expect(await draft.flush()).toBe(true)
    expect(draft.state).toBe('still')
  })

  it('keeps everything while the desk is away, and tries again by itself', async () => {
    const { desk, draft } = begun()
    desk.away = true
    draft.set('form.summary', '摘要')
    await draft.flush()
    expect([draft.state, draft.mine]).toEqual(['offline', { 'form.summary': '摘要' }])
    desk.away = false
    expect(await desk.due()).toEqual([AGAIN_MS])
    expect([draft.state, desk.form.summary]).toEqual(['still', '摘要'])
  })

  it('joins in what others did elsewhere, and says so', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '摘要')
    desk.other('wish', '期望', '退款')
    expect(await draft.flush()).toBe(true)
    expect(desk.form).toEqual({ wish: '退款', summary: '摘要' })
    expect(draft.met.map((entry) => entry.who_name)).toEqual(['乙'])
  })

  it('writes nothing over what somebody else changed before one has chosen', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '我的')
    desk.other('summary', '诉求摘要', '对方的')
    expect(await draft.flush()).toBe(false)
    expect([draft.state, draft.clash?.names, desk.form.summary]).toEqual(['clash', ['form.summary'], '对方的'])
    draft.set('form.wish', '等着')
    await desk.due()
    expect(desk.form.wish).toBeUndefined()
    draft.settle(new Set(['form.summary']))
    await desk.due()
    expect(desk.form).toEqual({ summary: '我的', wish: '等着' })
  })

  it('takes theirs where that was chosen', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '我的')
    desk.other('summary', '诉求摘要', '对方的')
    await draft.flush()
    draft.settle(new Set())
    await desk.due()
    expect([draft.values['form.summary'], draft.unsaved, draft.state]).toEqual(['对方的', false, 'still'])
  })

  it('finds the clash also when the order is only looked at again', () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '我的')
    desk.other('summary', '诉求摘要', '对方的')
    draft.told(desk.page())
    expect(draft.state).toBe('clash')
  })

  it('keeps what can no longer be saved until it is let go', async () => {
    const { desk, draft } = begun()
    draft.set('form.summary', '摘要')
    desk.closed = 'archived'
    expect(await draft.flush()).toBe(false)
    expect([draft.state, draft.mine]).toEqual(['refused', { 'form.summary': '摘要' }])
    draft.drop()
    expect([draft.state, draft.unsaved]).toEqual(['still', false])
  })

  it('is not set back by an answer that is older than what it knows', () => {
    const { desk, draft } = begun()
    const older = desk.page()
    desk.revision = 7
    draft.told(desk.page())
    draft.told(older)
    expect(draft.page?.revision).toBe(7)
  })
})
