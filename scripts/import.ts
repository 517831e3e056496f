/**
 * Puts what `npm run export` has written into a new marketplace.
 *
 *     npm run import -- --file FILE --marketplace ID --url http://localhost:8787 --username NAME
 *
 * --new-ids   gives API clients and invitations new IDs: beside the original, theirs are taken
 * --scrub     clears addresses and secrets of customers' servers; from production into anything else it is done unasked
 * --resume    goes on with what is there
 *
 * The account is one of the portal's; its password stands in WHARF_PASSWORD, or a token of it in WHARF_TOKEN.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { importMarketplace } from './environment/import-marketplace.ts'
import { connectPortal } from './environment/portal.ts'

const { WHARF_TOKEN, WHARF_PASSWORD } = process.env
const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    marketplace: { type: 'string' },
    url: { type: 'string', default: 'http://localhost:8787' },
    username: { type: 'string' },
    password: { type: 'string', default: WHARF_PASSWORD },
    token: { type: 'string', default: WHARF_TOKEN },
    'new-ids': { type: 'boolean', default: false },
    scrub: { type: 'boolean' },
    resume: { type: 'boolean', default: false },
  },
})

try {
  const { file, marketplace, scrub, resume } = values
  if (!file || !marketplace || !(values.token || values.username))
    throw new Error(
      'Usage: npm run import -- --file FILE --marketplace ID --url URL (--username NAME | --token TOKEN)',
    )
  const portal = await connectPortal(values.url, values)
  const lines = () => createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  let tenThousands = 0
  const done = await importMarketplace(
    portal,
    lines,
    { marketplace, scrub, resume, newIDs: values['new-ids'] },
    (rows) => {
      if (Math.floor(rows / 10_000) > tenThousands) console.log(`${rows} rows`)
      tenThousands = Math.floor(rows / 10_000)
    },
  )
  console.log(`${done.rows} rows imported${done.scrubbed ? ', scrubbed' : ''}.`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
