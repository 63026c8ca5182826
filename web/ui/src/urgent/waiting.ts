import { defineStore } from 'pinia'
import { ref } from 'vue'
import { urgentApi, type Waiting } from './api'

/** What of the urgent events waits for this person. */
export const useWaiting = defineStore('urgent-waiting', () => {
  const waiting = ref<Waiting[]>([])

  async function load(): Promise<void> {
    const told = await urgentApi.waiting().catch(() => null) // the other banners say that the desk does not answer
    if (told) waiting.value = told.waiting
  }

  return { waiting, load }
})
