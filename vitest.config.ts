import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/propertySeed.ts'],
    // Workers of the sampler and engines of the kernel are processes of their own: two files at a
    // time is what two cores can serve without starving them.
    maxWorkers: 2,
    // Against hangs alone: no test may depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'] }
      },
      {
        extends: true,
        // A page can miss a moment on a busy machine that nothing of ours decides. What passes only at
        // the second attempt is named at the end of the run.
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], retry: 1 }
      }
    ]
  }
})
