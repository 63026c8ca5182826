import { onBeforeUnmount, onMounted } from 'vue'
import { dialogIsOpen } from '../orders/use-form-keys'

export interface BoardKeys {
  move(by: 1 | -1): void
  open(): void
  /** What is usually done with it. */
  act(): void
  search(): void
  /** The nth list, from 0. */
  turnTo(at: number): void
}

const TYPED_INTO = 'textarea, select, [contenteditable="true"], input, [role="combobox"], [role="listbox"], [role="menu"]'
const PRESSED = `a, button, summary, [role="tab"], ${TYPED_INTO}`

/** Which of the keys is meant; null where it belongs to something else. Pure. */
export function meant(key: string, keys: BoardKeys): (() => void) | null {
  const moves: Record<string, () => void> = {
    j: () => keys.move(1),
    ArrowDown: () => keys.move(1),
    k: () => keys.move(-1),
    ArrowUp: () => keys.move(-1),
    Enter: keys.open,
    a: keys.act,
    '/': keys.search,
  }
  if (/^[1-9]$/.test(key)) return () => keys.turnTo(Number(key) - 1)
  return moves[key.length === 1 ? key.toLowerCase() : key] ?? null
}

/** Letters that work while nothing is typed into and no dialog lies over the board. */
export function useBoardKeys(keys: BoardKeys): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
    const target = event.target instanceof Element ? event.target : null
    if (dialogIsOpen() || target?.closest(event.key === 'Enter' ? PRESSED : TYPED_INTO)) return
    const action = meant(event.key, keys)
    if (!action) return
    event.preventDefault()
    action()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}
