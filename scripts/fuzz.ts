/**
 * Sends requests made by chance to every operation of the published document, as everybody who may call, and fails where
 * an answer is a fault of the server, shows its insides, or is not described. The same seed makes the same requests.
 *
 *     npm run fuzz -- --requests 30000 --seed 7
 *     npm run fuzz -- --seed 7 --from 1234 --requests 1
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '3000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Number of the first request. */
    from: { type: 'string', default: '0' },
  },
})
const numbers = Object.entries(values).map(([name, value]) => [name, Number(value)] as const)
for (const [name, number] of numbers)
  if (!Number.isSafeInteger(number) || number < 0) {
    console.error(`--${name} must be a whole number from 0.`)
    process.exit(1)
  }
const env = { ...process.env, FUZZ: JSON.stringify(Object.fromEntries(numbers)) }
const run = spawnSync('vitest', ['run', 'test/fuzz/fuzz.test.ts'], { stdio: 'inherit', env })
process.exitCode = run.status ?? 1
