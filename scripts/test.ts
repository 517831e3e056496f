/**
 * What `npm test` runs: types, lint, the published document, then every test.
 * Arguments go to vitest: `npm test -- test/journeys`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const temporary = mkdtempSync(join(tmpdir(), 'wharf-test-'))
const results = join(temporary, 'results.json')

const checks: [name: string, command: string, ...args: string[]][] = [
  ['types', 'tsc', '--noEmit'],
  ['lint', 'biome', 'check', '--error-on-warnings'],
]
if (existsSync('scripts/openapi.ts')) checks.push(['spec', 'node', 'scripts/openapi.ts', '--check'])

let passed = 0
let failed = 0

/** A check that fails counts as one failed test, so that the last line and the exit code never disagree. */
for (const [name, command, ...args] of checks) {
  const ok = run(command, args)
  console.log(`${ok ? '✓' : '✗'} ${name}`)
  if (!ok) failed++
}

const green = run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
])
const report = readReport()
passed += report.numPassedTests
failed += report.numFailedTests
// A file that could not be loaded has no tests to count.
failed += report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.length,
).length
// Errors outside of any test.
if (!green && !failed) failed++
rmSync(temporary, { recursive: true })

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

function readReport(): Report {
  if (!existsSync(results)) return { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  return JSON.parse(readFileSync(results, 'utf8'))
}
