import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What `npm start` was asked for. */
export interface Options {
  port: number
  /** The directory that keeps the database. */
  state: string
  /** Where the example middleware runs beside it, if it does. */
  middlewarePort?: number
}

/**
 * Reads the command line.
 * @throws Error that says what is wrong with it
 */
export function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '8787' },
      'persist-to': { type: 'string', default: '.wrangler/state' },
      'with-middleware': { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`)
  const state = resolve(values['persist-to'])
  return values['with-middleware'] ? { port, state, middlewarePort: port + 1 } : { port, state }
}
