/** Saves a form by itself while somebody fills it in, and never writes over what they have not seen. */

import { Refusal } from '../api'
import type { Entry, FormChange, Loop, Page, RefusedMore, Told } from './api'
import { byName, changeOf, clashing, valuesOf, type Values } from './values'

/** ``still``: all is saved · ``clash``: somebody else changed the same · ``refused``: this cannot be saved any more. */
export type Saving = 'still' | 'waiting' | 'saving' | 'offline' | 'wrong' | 'clash' | 'refused'

export interface Surroundings {
  send(revision: number, change: FormChange): Promise<Page>
  fetch(): Promise<Page>
  loop(): Loop | null
  /** Returns what takes it back. */
  later(ms: number, what: () => void): () => void
}

export interface Clash {
  /** What of mine somebody else changed too. */
  names: string[]
  theirs: Entry[]
  now: Values
}

export const TYPING_MS = 900
export const AGAIN_MS = 3_000
const MOST_ROUNDS = 5

export class Autosave {
  page: Page | null = null
  /** Not saved yet. */
  mine: Values = {}
  wrong: Record<string, Told> = {}
  state: Saving = 'still'
  clash: Clash | null = null
  /** What others did while I was typing, and what did not touch mine. */
  met: Entry[] = []
  /** Revisions that this page saved by itself. */
  readonly own = new Set<number>()
  refusal: Refusal | null = null
  private running: Promise<void> | null = null
  private cancel: () => void = () => undefined

  constructor(private readonly around: Surroundings) {}

  get values(): Values {
    return { ...(this.page ? valuesOf(this.page.case) : {}), ...this.mine }
  }

  get unsaved(): boolean {
    return Object.keys(this.mine).length > 0
  }

  /** ``now``: a choice is saved at once, typing once it pauses. */
  set(name: string, value: string, now = false): void {
    const kept = this.page ? (valuesOf(this.page.case)[name] ?? '') : ''
    if (value === kept && !this.running) delete this.mine[name]
    else this.mine[name] = value
    delete this.wrong[name]
    this.schedule(now ? 0 : TYPING_MS)
  }

  /** Everything that can be saved is; true where nothing is left. */
  async flush(): Promise<boolean> {
    this.cancel()
    while (this.running) await this.running
    if (this.toSend().length) await this.save()
    return !this.unsaved
  }

  /** The order as the desk tells it now, after an action or because something moved. */
  told(page: Page, theirs: readonly Entry[] = since(page, this.page?.revision), saving = false): void {
    // What is being saved comes back with its own answer; meanwhile it looks like somebody else's.
    if ((this.running && !saving) || (this.page && page.revision < this.page.revision)) return
    const before = this.page ? valuesOf(this.page.case) : null
    this.page = page
    const now = valuesOf(page.case)
    const names = before ? clashing(this.around.loop(), this.mine, before, now, theirs) : []
    for (const [name, value] of Object.entries(this.mine)) if (value === (now[name] ?? '')) delete this.mine[name]
    if (names.length) [this.clash, this.state] = [{ names, theirs: [...theirs], now }, 'clash']
    else if (!this.unsaved && this.state !== 'saving') this.state = 'still'
  }

  /** Of each value in question: mine is kept, or theirs stands. */
  settle(mine: ReadonlySet<string>): void {
    for (const name of this.clash?.names ?? []) if (!mine.has(name)) delete this.mine[name]
    this.clash = null
    this.state = 'still'
    this.schedule(0)
  }

  /** What cannot be saved is let go. */
  drop(): void {
    this.cancel()
    ;[this.mine, this.wrong, this.clash, this.refusal, this.state] = [{}, {}, null, null, 'still']
  }

  /** The network is back, or somebody presses "again". */
  again(): void {
    if (this.unsaved && this.state !== 'clash') this.schedule(0)
  }

  private toSend(): [string, string][] {
    return this.clash ? [] : Object.entries(this.mine).filter(([name]) => !(name in this.wrong))
  }

  private schedule(ms: number): void {
    this.cancel()
    if (this.clash) return
    if (!this.toSend().length) {
      this.state = this.unsaved ? 'wrong' : 'still'
      return
    }
    if (this.state !== 'saving') this.state = 'waiting'
    this.cancel = this.around.later(ms, () => void this.flush())
  }

  private async save(): Promise<void> {
    this.running = this.rounds()
    try {
      await this.running
    } finally {
      this.running = null
    }
    if (this.toSend().length && this.state === 'still') this.schedule(0)
  }

  private async rounds(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const sent = Object.fromEntries(this.toSend())
      if (!this.page || !Object.keys(sent).length) return
      this.state = 'saving'
      try {
        this.saved(await this.around.send(this.page.revision, changeOf(sent)), sent)
        return
      } catch (error) {
        if (!(await this.goesOn(error, sent))) return
      }
    }
    this.pause()
  }

  private saved(page: Page | null, sent: Values): void {
    for (const [name, value] of Object.entries(sent)) if (this.mine[name] === value) delete this.mine[name]
    if (page) {
      this.page = page
      this.own.add(page.revision)
    }
    this.refusal = null
    this.state = this.unsaved && !this.toSend().length ? 'wrong' : 'still'
  }

  /** True where it is worth trying again at once. */
  private async goesOn(error: unknown, sent: Values): Promise<boolean> {
    const refused = error instanceof Refusal ? error : null
    const more = (refused?.more ?? {}) as RefusedMore
    if (!refused || refused.status === 0 || refused.status === 401 || refused.status >= 500) return this.pause()
    if (refused.code === 'nothing_changed') return (this.saved(null, sent), false)
    const about = byName(more.about ?? {})
    if (refused.code === 'bad_input' && Object.keys(about).some((name) => name in sent)) {
      Object.assign(this.wrong, about)
      if (!this.toSend().length) this.state = 'wrong'
      return true
    }
    const page = await this.around.fetch().catch(() => null)
    if (!page) return this.pause()
    if (refused.code === 'stale') {
      this.met = more.theirs ?? []
      this.told(page, this.met, true)
      return !this.clash
    }
    this.told(page, undefined, true)
    ;[this.refusal, this.state] = [refused, 'refused']
    return false
  }

  private pause(): false {
    this.state = 'offline'
    this.cancel()
    this.cancel = this.around.later(AGAIN_MS, () => void this.flush())
    return false
  }
}

/** What happened since a revision, as far as the page tells it. */
export function since(page: Page, revision: number | undefined): Entry[] {
  return revision === undefined ? [] : page.entries.filter((entry) => entry.revision > revision)
}
