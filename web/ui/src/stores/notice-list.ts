import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { noticesApi, type Notice } from '../notices/api'

/** My notices: how many wait, which the desk pushes, and the latest of them, which are asked for. */
export const useNoticeList = defineStore('notice-list', () => {
  const unseen = ref(0)
  const notices = shallowRef<Notice[]>([])
  const error = shallowRef<unknown>(null)

  async function load(): Promise<void> {
    try {
      const told = await noticesApi.list()
      ;[notices.value, unseen.value, error.value] = [told.notices, told.unseen, null]
    } catch (refusal) {
      error.value = refusal
    }
  }

  /** The desk told how many wait. Returns the notice that came, where it is a new one. */
  async function told(count: number): Promise<Notice | null> {
    const known = new Set(notices.value.map((one) => one.id))
    const more = count > unseen.value
    unseen.value = count
    await load()
    const latest = notices.value.find((one) => !one.seen_at)
    return more && latest && known.size > 0 && !known.has(latest.id) ? latest : null
  }

  async function seen(ids?: number[]): Promise<void> {
    try {
      await noticesApi.seen(ids)
    } catch (refusal) {
      error.value = refusal
    }
    await load()
  }

  function forget(): void {
    ;[notices.value, unseen.value, error.value] = [[], 0, null]
  }

  return { unseen, notices, error, load, told, seen, forget }
})
