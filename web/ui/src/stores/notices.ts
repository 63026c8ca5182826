import { defineStore } from 'pinia'
import { ref } from 'vue'

/** ``missing``: the browser has none, or the page came over plain HTTP from another machine. */
export type NoticeState = 'granted' | 'denied' | 'default' | 'missing'

/** Whether the system shows a notice when a call comes to a hidden page: the person's choice, kept by the browser. */
export const useNotices = defineStore('notices', () => {
  const state = ref<NoticeState>(now())

  function now(): NoticeState {
    return 'Notification' in window && window.isSecureContext ? Notification.permission : 'missing'
  }

  /** To be called on a click: browsers grant it only then. Asks once; a refusal can be undone in the browser alone. */
  async function ask(): Promise<void> {
    if (state.value !== 'default') return
    await Notification.requestPermission()
    state.value = now()
  }

  /** For whoever does not look at the page. */
  function show(title: string, body: string, tag: string): void {
    if (!document.hidden || state.value !== 'granted') return
    const notice = new Notification(title, { body, tag })
    notice.onclick = () => (window.focus(), notice.close())
  }

  /** The browser's own settings may change it at any time. */
  async function follow(): Promise<void> {
    const permission = await navigator.permissions.query({ name: 'notifications' })
    permission.onchange = () => (state.value = now())
  }
  if (state.value !== 'missing') void follow().catch(() => undefined)

  return { state, ask, show }
})
