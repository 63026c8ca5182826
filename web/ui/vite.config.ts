import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const desk = 'http://127.0.0.1:18080'

export default defineConfig({
  plugins: [vue()],
  define: {
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: '../static',
    emptyOutDir: true,
    target: ['chrome109', 'firefox115'],
    // Nothing is put inline: the pages are served under a policy without inline script, and data: only for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    // The desk checks the Origin of what it is asked; from the development server it must look like its own.
    proxy: {
      '/api': { target: desk, headers: { origin: desk } },
      '/ws': { target: desk, ws: true, headers: { origin: desk } },
    },
  },
  test: { include: ['tests/**/*.test.ts'] },
})
