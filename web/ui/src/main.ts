import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { useElements } from './elements'
import { createLanguages } from './i18n'
import { createRoutes } from './router'
import { useSession } from './stores/session'
import './styles/tokens.css'
import './styles/base.css'

async function begin(): Promise<void> {
  const app = createApp(App)
  app.use(createPinia())
  app.use(createLanguages())
  useElements(app)
  // Without an answer the sign-in page is shown, and says so when it is used.
  await useSession().verify()
  app.use(createRoutes())
  app.mount('#app')
}

void begin()
