import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** A busy machine is slow, not wrong: a test ends by this limit only when it hangs. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    projects: [
      {
        // Pure modules, beside them: plain Node.
        test: { name: 'unit', include: ['src/**/*.test.ts'], ...PATIENCE },
      },
      {
        // Inside workerd, with the bindings of wrangler.toml. Storage is new for each file, not for each test.
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                MIGRATIONS: await readD1Migrations('./migrations'),
                DEVELOPMENT: '1',
                FUZZ: process.env.FUZZ ?? '{}',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts'],
          exclude: ['test/client/**', 'test/node/**'],
          setupFiles: ['./test/support/apply-migrations.ts', './test/support/hold-clock.ts'],
          ...PATIENCE,
        },
      },
      {
        // Plain Node; a test that needs a Worker process starts it itself.
        test: { name: 'node', include: ['test/node/**/*.test.ts'], ...PATIENCE },
      },
      {
        // The official SDK, in plain Node beside one Worker process for all.
        test: {
          name: 'client',
          include: ['test/client/**/*.test.ts'],
          globalSetup: './test/client/setup.ts',
          ...PATIENCE,
        },
      },
    ],
  },
})
