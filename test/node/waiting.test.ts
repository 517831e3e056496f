import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

/** Each waits for a while of its own: what takes longer on a busy machine fails. */
const IMPATIENT =
  /\bvi\s*\.\s*wait(For|Until)\b|\bexpect\s*\.\s*poll\b|\bset(Timeout|Interval)\b|\btimers\/promises\b/

/** The one that waits, and this. */
const KNOWN = new Set(['test/support/eventually.ts', 'test/node/waiting.test.ts'])

/** A clock that a test moves by itself is none. */
const withoutFakes = (text: string) => text.replace(/\buseFakeTimers\([^)]*\)/g, '')

test('tests wait by eventually() for what they wait for, never for a time', async () => {
  const files = globSync(['test/**/*.ts', 'src/**/*.test.ts'])
  expect(files.length).toBeGreaterThan(100)
  const impatient = []
  for (const file of files)
    if (!KNOWN.has(file) && IMPATIENT.test(withoutFakes(await readFile(file, 'utf8')))) impatient.push(file)
  expect(impatient).toEqual([])
})
