import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { offline, WRANGLER } from './database.ts'

/** A running `wrangler dev`. */
export interface Server {
  /** Resolves with the exit code once it has ended, and what it said before it was shown. */
  ended: Promise<{ code: number; said: string }>
  /** From now on, shows what it says. */
  show(): void
  stop(signal: NodeJS.Signals): void
}

/**
 * Starts `wrangler dev` and waits until it answers. It ends with this process, even one that is killed: else its
 * workerd would keep the port.
 * @param args of `wrangler dev`: which Worker, with which variables
 * @throws Error with its output when it ends before it is ready
 */
export async function startServer(port: number, args: string[]): Promise<Server> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', new URL('./end-with-parent.ts', import.meta.url).href, WRANGLER, 'dev', ...args],
      ...['--port', String(port), '--show-interactive-dev-session=false'],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...offline, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    },
  )
  const output = gather(child)
  const ended = new Promise<{ code: number; said: string }>((resolve) =>
    child.once('exit', (code) => resolve({ code: code ?? 0, said: output.text() })),
  )
  const ready = new Promise<void>((resolve) =>
    child.on('message', (message) => {
      if (String(message).includes('DEV_SERVER_READY')) resolve()
    }),
  )
  const early = await Promise.race([ready, ended])
  if (early) throw new Error(`wrangler dev ended with code ${early.code}.\n${early.said}`)
  return { ended, show: output.show, stop: (signal) => child.kill(signal) }
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
      chunks.length = 0
      stdout?.off('data', keep).pipe(process.stdout)
      stderr?.off('data', keep).pipe(process.stderr)
    },
  }
}

/** Milliseconds for which a port may be taken by a server that is about to end, because it was just killed. */
const PATIENCE = 5_000

/** Either may be what `localhost` means to a client. */
const LOOPBACK = ['127.0.0.1', '::1']

/**
 * Waits until nobody listens on a port of this machine.
 * @throws Error when somebody still does, or when this user may not
 */
export async function portFree(port: number): Promise<void> {
  for (let waited = 0; ; waited += 250) {
    const codes = await Promise.all(LOOPBACK.map((address) => listening(port, address)))
    if (codes.includes('EACCES'))
      throw new Error(`This user may not open port ${port}. Choose another: npm start -- --port 8787`)
    if (!codes.includes('EADDRINUSE')) return
    if (waited >= PATIENCE)
      throw new Error(
        `Port ${port} is taken by another program. End it, or choose another port: npm start -- --port ${port + 1}`,
      )
    await wait(250)
  }
}

/** Why an address cannot be listened on, if it cannot. */
const listening = (port: number, address: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    probe.listen(port, address, () => probe.close(() => resolve(undefined)))
  })
