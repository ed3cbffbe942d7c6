import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/propertySeed.ts'],
    // Workers of the sampler and engines of the kernel are processes of their own: two files at a
    // time is what two cores can serve without starving them.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000
  }
})
