/**
 * Brings a marketplace to what a file says, through the API. YAML is of the public seeding tool's format, and is read as a
 * whole; JSON lines and CSV are read as a stream, whatever their size. Seeding the same file again changes nothing.
 *
 *     npm run seed -- FILE.yml --url http://localhost:8787 --client-id ID --client-secret SECRET
 *     npm run seed -- FILE.yml --url http://localhost:8787 --client-id ID --username NAME --password PASSWORD
 *     npm run seed -- FILE.yml --url http://localhost:8787 --token TOKEN
 *     npm run seed -- FILE.jsonl …
 *     npm run seed -- FILE.csv --resource Products …
 *
 * Secrets can stand in WHARF_CLIENT_SECRET, WHARF_PASSWORD and WHARF_TOKEN instead.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Api, connect } from './seed/api.ts'
import { parseSeedFile } from './seed/file.ts'
import { filesOf, load } from './seed/load.ts'
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
    resource: { type: 'string' },
  },
})

const [path, ...more] = positionals
if (!path || more.length > 0 || !(values.token || values['client-id']))
  fail(
    'Usage: npm run seed -- FILE.yml --url URL (--client-id ID (--client-secret S | --username U --password P) | --token T)',
  )

const isCsv = /\.csv$/i.test(path)
if (isCsv !== (values.resource !== undefined))
  fail('A CSV file needs --resource, such as Products; others say theirs.')

try {
  const api = await connect(values.url.replace(/\/$/, ''), {
    token: values.token,
    clientID: values['client-id'],
    clientSecret: values['client-secret'],
    username: values.username,
    password: values.password,
  })
  if (isCsv || /\.(jsonl|ndjson)$/i.test(path)) await stream(path, api)
  else {
    const result = await seed(parseSeedFile(await readFile(path, 'utf8')), api, progressOn(process.stdout))
    report(result, console)
    process.exitCode = result.errors.length > 0 ? 1 : 0
  }
} catch (error) {
  fail((error as Error).message)
}

async function stream(path: string, api: Api) {
  const bar = progressOn(process.stdout)
  const started = performance.now()
  let before: number | undefined
  const { saved, failed } = await load(path, values.resource, api, (bytes, size, done) => {
    before ??= done
    const perSecond = Math.round(((done - before) * 1000) / (performance.now() - started))
    bar(Math.min(bytes, size), size, `bytes, ${done} saved, ${perSecond} a second`)
  })
  console.log(
    `\n${saved} saved${failed > 0 ? `, ${failed} failed: ${filesOf(path).failed} tells why, and can be seeded` : ''}`,
  )
  process.exitCode = failed > 0 ? 1 : 0
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}
