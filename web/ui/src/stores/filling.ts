import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useDesk } from './desk'

/** The order that is filled in at the desk: the one of the call that is spoken on, and after it until it is passed on or put away. */
export const useFilling = defineStore('filling', () => {
  const desk = useDesk()
  const number = ref<string | null>(null)

  watch(
    () => (desk.pop?.state === 'talking' ? desk.pop.order : null),
    (order) => {
      if (order) number.value = order
    },
    { immediate: true },
  )

  return { number, close: () => (number.value = null) }
})
