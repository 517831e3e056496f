import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        // Pure modules, beside them: plain Node.
        test: { name: 'unit', include: ['src/**/*.test.ts'] },
      },
      {
        // Inside workerd, with the bindings of wrangler.toml. Storage is new for each file, not for each test.
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { MIGRATIONS: await readD1Migrations('./migrations'), DEVELOPMENT: '1' } },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts'],
          exclude: ['test/client/**', 'test/node/**'],
          setupFiles: ['./test/support/apply-migrations.ts'],
        },
      },
      {
        // Plain Node beside a Worker process that the test starts itself.
        test: {
          name: 'node',
          include: ['test/client/**/*.test.ts', 'test/node/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
})
