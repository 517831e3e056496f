/**
 * Writes a marketplace to a file, as lines of JSON, with everything in it, hashes of passwords too: for its owner alone.
 *
 *     npm run export -- --marketplace ID --url http://localhost:8787 --username NAME > FILE
 *
 * The account is one of the portal's; its password stands in WHARF_PASSWORD, or a token of it in WHARF_TOKEN.
 */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { exported } from './environment/export-marketplace.ts'
import { connectPortal } from './environment/portal.ts'

const { WHARF_TOKEN, WHARF_PASSWORD } = process.env
const { values } = parseArgs({
  options: {
    marketplace: { type: 'string' },
    url: { type: 'string', default: 'http://localhost:8787' },
    username: { type: 'string' },
    password: { type: 'string', default: WHARF_PASSWORD },
    token: { type: 'string', default: WHARF_TOKEN },
  },
})

try {
  if (!values.marketplace || !(values.token || values.username))
    throw new Error(
      'Usage: npm run export -- --marketplace ID --url URL (--username NAME | --token TOKEN) > FILE',
    )
  const portal = await connectPortal(values.url, values)
  for await (const line of exported(portal, values.marketplace))
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
