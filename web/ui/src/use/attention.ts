import { computed, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { useClock } from '../stores/clock'
import { useDesk } from '../stores/desk'
import { useNotices } from '../stores/notices'
import { useWords } from './words'

const FLASH_MS = 1_000

/** Calls the agent back to a hidden desk: the title flashes while it rings, and the system shows a notice. */
export function useAttention(): void {
  const desk = useDesk()
  const clock = useClock()
  const notices = useNotices()
  const { t, say, lineOf, locale } = useWords()

  const ringing = computed(() => (desk.pop?.state === 'ringing' ? desk.pop : null))
  const hotline = computed(() => (locale.value === 'en' ? clock.hotlineEn : clock.hotline))
  const title = computed(() => [t('app.desk'), hotline.value].filter(Boolean).join(' · '))
  const on = ref(false)
  let flashing = 0

  function flash(): void {
    on.value = !on.value
    const pop = ringing.value
    document.title = pop && on.value ? t('pop.newCall', { number: pop.number_masked || t('pop.hidden') }) : title.value
  }

  function announce(): void {
    const pop = ringing.value
    if (pop) notices.show(t('pop.notifyTitle', { line: lineOf(pop) }), `${pop.number_masked}\n${say(pop, 'because')}`, pop.call)
  }

  watch(
    () => ringing.value?.call,
    (call) => {
      window.clearInterval(flashing)
      on.value = false
      flash()
      if (!call) return
      flashing = window.setInterval(flash, FLASH_MS)
      announce()
    },
  )
  watch(title, () => ringing.value || (document.title = title.value))
  onMounted(() => (document.title = title.value))
  onBeforeUnmount(() => window.clearInterval(flashing))
}
