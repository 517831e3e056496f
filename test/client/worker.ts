import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A running `npm start`, with the demo marketplace. */
export interface StartedWorker {
  /** Origin of the API. */
  url: string
  /** A file with everything it says: development prints its mails. */
  output: string
  /** Runs the scheduled handler as it would run at a moment, in milliseconds since 1970. */
  runCron(at: number): Promise<void>
  /** Ends everything at once, workerd included, as a power cut would. */
  kill(): Promise<void>
  /** Ends as Ctrl+C does. */
  stop(): Promise<void>
}

/**
 * Runs `npm start` and waits until it is ready.
 * @param state the directory it keeps its database in
 * @throws Error with what it said when it ends before
 */
export async function startWorker(state: string): Promise<StartedWorker> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(
    process.execPath,
    [
      // Ends with the process that runs the tests, even one that is killed.
      ...['--import', new URL('../../scripts/start/end-with-parent.ts', import.meta.url).href],
      ...['scripts/start.ts', '--port', String(port), '--persist-to', state],
    ],
    // A process group of its own, so that all of it can be killed at once.
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
  )
  let said = ''
  const output = join(state, 'output.log')
  const log = createWriteStream(output)
  const ended = once(child, 'exit')
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      log.write(chunk)
      if (said.includes('A first request')) resolve()
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
  })
  if (await Promise.race([ready, ended])) throw new Error(`npm start ended.\n${said}`)
  return {
    url,
    output,
    async runCron(at) {
      const response = await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*&time=${at}`)
      if (!response.ok) throw new Error(`The scheduled handler answered ${response.status}.`)
    },
    async kill() {
      process.kill(-child.pid!, 'SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
