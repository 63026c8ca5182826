import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Ctrl and Enter do what is usual, with Shift what is next to it. Heard before a list of choices that has the focus,
 * which would open at it or choose.
 */
export function useSendKey(send: (at: 0 | 1) => void, holds: () => boolean = () => true): void {
  function pressed(event: KeyboardEvent): void {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey
    if (event.key !== 'Enter' || !control || event.repeat || event.isComposing || !holds()) return
    event.preventDefault()
    event.stopPropagation()
    send(event.shiftKey ? 1 : 0)
  }
  onMounted(() => window.addEventListener('keydown', pressed, true))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed, true))
}
