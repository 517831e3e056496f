/**
 * Brings a marketplace to what a file says, through the API; the format is that of the public seeding tool. Seeding
 * the same file again changes nothing.
 *
 *     npm run seed -- FILE.yml --url http://localhost:8787 --client-id ID --client-secret SECRET
 *     npm run seed -- FILE.yml --url http://localhost:8787 --client-id ID --username NAME --password PASSWORD
 *     npm run seed -- FILE.yml --url http://localhost:8787 --token TOKEN
 *
 * Secrets can stand in WHARF_CLIENT_SECRET, WHARF_PASSWORD and WHARF_TOKEN instead.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { connect } from './seed/api.ts'
import { parseSeedFile } from './seed/file.ts'
import { progressOn } from './seed/progress.ts'
import { report } from './seed/report.ts'
import { seed } from './seed/seed.ts'

const { env } = process
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://localhost:8787' },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string', default: env.WHARF_CLIENT_SECRET },
    username: { type: 'string' },
    password: { type: 'string', default: env.WHARF_PASSWORD },
    token: { type: 'string', default: env.WHARF_TOKEN },
  },
})

const [path, ...more] = positionals
if (!path || more.length > 0 || !(values.token || values['client-id']))
  fail(
    'Usage: npm run seed -- FILE.yml --url URL (--client-id ID (--client-secret S | --username U --password P) | --token T)',
  )

try {
  const file = parseSeedFile(await readFile(path, 'utf8'))
  const api = await connect(values.url.replace(/\/$/, ''), {
    token: values.token,
    clientID: values['client-id'],
    clientSecret: values['client-secret'],
    username: values.username,
    password: values.password,
  })
  const result = await seed(file, api, progressOn(process.stdout))
  report(result, console)
  process.exitCode = result.errors.length > 0 ? 1 : 0
} catch (error) {
  fail((error as Error).message)
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}
