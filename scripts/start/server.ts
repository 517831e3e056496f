import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { offline, WRANGLER } from './database.ts'

/** A running `wrangler dev`. */
export interface Server {
  url: string
  /** Resolves with the exit code once it has ended. */
  ended: Promise<number>
  /** From now on, shows what it says. */
  show(): void
  stop(signal: NodeJS.Signals): void
}

/**
 * Starts `wrangler dev` and waits until it answers. It ends with this process, even one that is killed: else its
 * workerd would keep the port.
 * @throws Error with its output when it ends before it is ready
 */
export async function startServer(port: number, state: string): Promise<Server> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', new URL('./end-with-parent.ts', import.meta.url).href, WRANGLER, 'dev'],
      ...['--port', String(port), '--persist-to', state],
      ...['--var', 'DEVELOPMENT:1', '--test-scheduled', '--show-interactive-dev-session=false'],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...offline, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    },
  )
  const output = gather(child)
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 0)))
  const ready = new Promise<void>((resolve) =>
    child.on('message', (message) => {
      if (String(message).includes('DEV_SERVER_READY')) resolve()
    }),
  )
  const early = await Promise.race([ready, ended])
  if (early !== undefined) throw new Error(`wrangler dev ended with code ${early}.\n${output.text()}`)
  return { url: `http://localhost:${port}`, ended, show: output.show, stop: (signal) => child.kill(signal) }
}

/** What a child says, kept back until it may be shown. */
function gather({ stdout, stderr }: ChildProcess) {
  const chunks: Buffer[] = []
  const keep = (chunk: Buffer) => void chunks.push(chunk)
  stdout?.on('data', keep)
  stderr?.on('data', keep)
  return {
    text: () => Buffer.concat(chunks).toString(),
    show: () => {
      stdout?.off('data', keep).pipe(process.stdout)
      stderr?.off('data', keep).pipe(process.stderr)
    },
  }
}

/** Whether nobody listens on a port of this machine. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)))
  })
