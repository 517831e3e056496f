import { expect, test } from 'vitest'
import { bundle } from '../../scripts/bench/bundle.ts'

/** Bytes the deployed module may have: what starts in time, and leaves room under Cloudflare's own limit. */
const MOST = 1_500_000

test('the deployed Worker is small enough', async () => {
  const { size } = await bundle()
  expect(size).toBeGreaterThan(100_000)
  expect(size).toBeLessThanOrEqual(MOST)
})
