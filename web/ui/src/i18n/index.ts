import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Locale } from '../time'
import { en } from './en'
import { zh } from './zh'

const KEPT_UNDER = 'hotline.locale'

function kept(): Locale {
  return localStorage.getItem(KEPT_UNDER) === 'en' ? 'en' : 'zh-CN'
}

export function createLanguages() {
  const i18n = createI18n({
    legacy: false,
    locale: kept(),
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zh, en },
  })
  watch(
    i18n.global.locale,
    (locale) => {
      localStorage.setItem(KEPT_UNDER, locale)
      document.documentElement.lang = locale
    },
    { immediate: true },
  )
  return i18n
}
