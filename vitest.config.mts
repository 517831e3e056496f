import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** A busy machine is slow, not wrong: a test ends by this limit only when it hangs. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 }

/**
 * Files that look at the whole database, at what the isolate remembers, or at queues and crons, which serve every
 * marketplace: each has a Worker and a database of its own. All others keep to the marketplaces they make.
 */
const ALONE = [
  'test/auth/{attempts,blame,expired,limits}.test.ts',
  // The document is written with schemas that zod must have been prepared for.
  'test/conformance/{document,references,statements}.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/integration/**/*.test.ts',
  'test/journeys/{callbacks,messages}.test.ts',
  'test/portal/{closed,tidy}.test.ts',
  'test/support/**/*.test.ts',
]

/** Inside workerd, with the bindings of wrangler.toml. */
const inWorker = (d1Databases: Record<string, string> = {}) =>
  cloudflareTest(async () => ({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      d1Databases,
      bindings: {
        MIGRATIONS: await readD1Migrations('./migrations'),
        DEVELOPMENT: '1',
        FUZZ: process.env.FUZZ ?? '{}',
      },
    },
  }))
const setupFiles = [
  './test/support/apply-migrations.ts',
  './test/support/hold-clock.ts',
  './test/support/hash-at-once.ts',
  './test/support/leave-nothing.ts',
]

export default defineConfig({
  test: {
    // One core is left idle otherwise, and tests wait for their own database most of the time.
    maxWorkers: '100%',
    projects: [
      {
        // Pure modules, beside them: plain Node.
        test: { name: 'unit', include: ['src/**/*.test.ts'], ...PATIENCE },
      },
      {
        plugins: [inWorker()],
        test: { name: 'alone', include: ALONE, setupFiles, ...PATIENCE },
      },
      {
        // A Worker and its database take three seconds to start, most files less to run: they share one.
        plugins: [inWorker()],
        test: {
          name: 'worker',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/client/**', 'test/node/**', 'test/shards/**', ...ALONE],
          setupFiles,
          ...PATIENCE,
        },
      },
      {
        // A Worker with more than one database.
        plugins: [inWorker({ DB2: 'second', DB3: 'third', OTHER: 'other' })],
        test: { name: 'shards', include: ['test/shards/**/*.test.ts'], setupFiles, ...PATIENCE },
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
