/** Two texts line by line, with a little around each change: the longest common part stays. */

export interface Row {
  op: string
  text: string
}

const CONTEXT = 3
const MOST = 1_500

export function lineChanges(before: string, after: string): Row[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  const middle = changed(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail))
  const same = (lines: string[]) => lines.map((text) => ({ op: ' ', text }))
  return around([...same(old.slice(0, head)), ...middle, ...same(old.slice(old.length - tail))])
}

/** The difference of what lies between the common head and tail; of very long texts simply both. */
function changed(old: string[], fresh: string[]): Row[] {
  const [went, came] = [old.map((text) => ({ op: '-', text })), fresh.map((text) => ({ op: '+', text }))]
  if (old.length > MOST || fresh.length > MOST) return [...went, ...came]
  const longest = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      longest[i]![j] = old[i] === fresh[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
  const rows: Row[] = []
  let [i, j] = [0, 0]
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) rows.push({ op: ' ', text: (j++, old[i++]!) })
    else rows.push(longest[i + 1]![j]! >= longest[i]![j + 1]! ? went[i++]! : came[j++]!)
  }
  return [...rows, ...went.slice(i), ...came.slice(j)]
}

/** Leaves out what is far from any change. */
function around(rows: Row[]): Row[] {
  const near = new Set<number>()
  rows.forEach((row, n) => {
    if (row.op !== ' ') for (let m = n - CONTEXT; m <= n + CONTEXT; m++) near.add(m)
  })
  const found: Row[] = []
  rows.forEach((row, n) => {
    if (near.has(n)) found.push(row)
    else if (found.length && found.at(-1)!.op !== '@') found.push({ op: '@', text: '' })
  })
  if (found.at(-1)?.op === '@') found.pop()
  return found
}
