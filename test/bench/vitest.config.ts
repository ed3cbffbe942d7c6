import { defineConfig } from 'vitest/config'

export default defineConfig({
  // A JupyterLab has to start first.
  test: { include: ['test/bench/**/*.bench.ts'], testTimeout: 300_000, hookTimeout: 300_000 }
})
