import { onBeforeUnmount, onMounted } from 'vue'
import { useSendKey } from '../use/send-key'

export interface FormKeys {
  /** The nth category, from 1. */
  category(at: number): void
  /** The nth of the usual actions, from 0; or the dialog's own button. */
  main(at: number): void
  /** To the categories, from anywhere. */
  begin(): void
}

const TYPED_INTO = 'textarea, select, [contenteditable="true"], input:not([type="radio"], [type="checkbox"], [type="button"])'
const DIALOG = '.el-overlay:not([style*="display: none"]) [role="dialog"]'

/** The form's own keys: a digit chooses the category while nothing is typed into, Ctrl and Enter do what is usual. */
export function useFormKeys(keys: FormKeys): void {
  useSendKey((at) => keys.main(at))
  function pressed(event: KeyboardEvent): void {
    if (event.repeat || event.isComposing || event.defaultPrevented) return
    const control = event.ctrlKey || event.metaKey
    if (event.code === 'KeyC' && event.altKey && !control && !event.shiftKey) {
      event.preventDefault()
      keys.begin()
    } else if (/^[1-9]$/.test(event.key) && !control && !event.altKey && !busyElsewhere(event)) {
      event.preventDefault()
      keys.category(Number(event.key))
    }
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}

/** A dialog lies over the form. */
export const dialogIsOpen = (): boolean => document.querySelector(DIALOG) !== null

function busyElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  return Boolean(target?.closest(TYPED_INTO)) || dialogIsOpen()
}
