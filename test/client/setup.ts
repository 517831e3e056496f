import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startWorker } from './worker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the API that the tests of the SDK share. */
    url: string
    /** A file with what it says. */
    output: string
  }
}

/** Starts one `npm start` for all tests here; returns what ends it. */
export default async function setup(project: TestProject) {
  const state = await mkdtemp(join(tmpdir(), 'wharf-client-'))
  const worker = await startWorker(state)
  project.provide('url', worker.url)
  project.provide('output', worker.output)
  return async () => {
    await worker.stop()
    await rm(state, { recursive: true })
  }
}
