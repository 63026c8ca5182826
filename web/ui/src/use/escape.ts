import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Escape leaves one thing at a time: the list of choices that is open, then the dialog around it. A list of choices
 * keeps the key to itself, open or not, and first takes back what was typed into it.
 */
export function useEscape(): void {
  const boxOf = (event: KeyboardEvent) => (event.target instanceof Element ? event.target.closest('.el-select [role="combobox"]') : null)
  const isOpen = (box: Element) => box.getAttribute('aria-expanded') === 'true'
  const again = (to: EventTarget) => to.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: to !== document, cancelable: true }))

  function pressed(event: KeyboardEvent): void {
    const box = event.key === 'Escape' && event.isTrusted ? boxOf(event) : null
    if (!box) return
    if (isOpen(box)) return void window.setTimeout(() => isOpen(box) && again(box))
    event.stopPropagation()
    again(document)
  }
  onMounted(() => window.addEventListener('keydown', pressed, true))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed, true))
}
