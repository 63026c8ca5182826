import { onBeforeUnmount, onMounted } from 'vue'

/** Alt and a letter: free in the usual browsers, and never typed into a field. Read from the key's place, not its letter. */
export function useShortcuts(actions: Record<string, () => void>): void {
  function pressed(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return
    const action = actions[event.code]
    if (!action) return
    event.preventDefault()
    action()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}
