import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/propertySeed.ts'],
    // Workers of the sampler and engines of the kernel are processes of their own: two files at a
    // time is what two cores can serve without starving them.
    maxWorkers: 2,
    // Against hangs alone: no test may depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } }
  }
})
