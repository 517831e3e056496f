import { afterAll, vi } from 'vitest'

// What a file put in place of a global would answer the next file in the same Worker.
afterAll(() => {
  vi.unstubAllGlobals()
})
