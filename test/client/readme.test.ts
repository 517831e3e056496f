import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { INTEGRATION_SECRET, integration } from '../../scripts/demo/demo.ts'
import { connect } from '../../scripts/seed/api.ts'
import { parseSeedFile } from '../../scripts/seed/file.ts'
import { seed } from '../../scripts/seed/seed.ts'

const readme = await readFile('README.md', 'utf8')
const url = inject('url')

/** The one example in a language. */
function example(language: string): string {
  const found = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))]
  expect(found.length).toBe(1)
  return found[0]![1]!
}

test('the first order of the README goes through as it is written', async () => {
  const code = example('js')
  expect(code.trim().split('\n').length).toBeLessThan(10)
  expect(code).toContain("'http://localhost:8787'")
  const args = ['--input-type=module', '--eval', code.replace('http://localhost:8787', url)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/^SO\d{5} is Open: [\d.]+ for 24 pairs of .*[Gg]loves/)
})

test('the seed file of the README is saved without a refusal', async () => {
  const file = parseSeedFile(example('yaml'))
  expect(parse(example('yaml'))).toEqual(file)
  const api = await connect(url, { clientID: integration, clientSecret: INTEGRATION_SECRET })
  expect(await seed(file, api)).toMatchObject({ saved: 4, errors: [] })
  expect(await api('GET', '/buyers/globex/users/hank')).toMatchObject({ status: 200 })
})
