import { expect, it } from 'vitest'
import { spacedNumber } from '../src/words'

it.each([
  ['13800138000', '138 0013 8000'],
  ['02036623007', '020 3662 3007'],
  ['01012345678', '010 1234 5678'],
  ['087163012345', '0871 6301 2345'],
  ['07593012345', '0759 301 2345'],
  ['95598', '95598'],
  ['', ''],
])('the number %s is written %s', (number, written) => expect(spacedNumber(number)).toBe(written))
