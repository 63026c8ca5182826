/** Matters and units are trees told as lists: each knows the one above it. */

export interface Node {
  id: string
  name_zh: string
  name_en: string
  parent: string | null
}

export interface Branch<T extends Node> {
  node: T
  depth: number
  /** From the root down to the node itself. */
  way: T[]
}

/** Parents before their children, brothers in the order in which they were told. What has no known parent is a root. */
export function branches<T extends Node>(nodes: readonly T[]): Branch<T>[] {
  const known = new Set(nodes.map((node) => node.id))
  const below = new Map<string | null, T[]>()
  for (const node of nodes) {
    const parent = node.parent !== null && known.has(node.parent) ? node.parent : null
    below.set(parent, [...(below.get(parent) ?? []), node])
  }
  const walk = (parent: string | null, way: T[]): Branch<T>[] =>
    (below.get(parent) ?? []).flatMap((node) => {
      const here = [...way, node]
      return [{ node, depth: way.length, way: here }, ...walk(node.id, here)]
    })
  return walk(null, [])
}

/** Every word typed stands somewhere in the way's names or the id, in either language. */
export function matches<T extends Node>(branch: Branch<T>, typed: string): boolean {
  const text = [branch.node.id, ...branch.way.flatMap((node) => [node.name_zh, node.name_en])].join('\n').toLowerCase()
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
