import { describe, expect, it } from 'vitest'
import { parseMessage } from '../src/live/messages'
import { due, wait } from '../src/use/kept'

describe('what is kept up to date', () => {
  it('follows at once what the desk tells, and never more than every two seconds', () => {
    expect([0, 500, 1_700, 1_900, 60_000].map(wait)).toEqual([2_000, 1_500, 300, 300, 300])
  })

  it('is looked at now and then, and more often while nothing can be told', () => {
    expect([7_999, 8_000, 29_999, 30_000].map((since) => [due(since, true), due(since, false)])).toEqual([
      [false, false],
      [false, true],
      [false, true],
      [true, true],
    ])
  })

  it('is told that something changed, and not what', () => {
    expect(parseMessage('{"type":"boards"}')).toEqual({ type: 'boards' })
  })
})
