import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { offline, WRANGLER } from '../start/database.ts'

const run = promisify(execFile)

/** What `npm run deploy` would upload. */
export interface Bundle {
  script: string
  /** Bytes. */
  size: number
  /** Bytes, compressed. */
  gzip: number
}

/**
 * Builds a Worker as it is deployed: one minified module.
 * @param configPath a wrangler configuration
 * @throws Error with what wrangler said
 */
export async function bundle(configPath = 'wrangler.toml'): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'wharf-bundle-'))
  try {
    const args = ['deploy', '--dry-run', '--minify', '--config', configPath, '--outdir', folder]
    await run(process.execPath, [WRANGLER, ...args], { env: offline })
    const modules = (await readdir(folder)).filter((name) => /\.(js|mjs|wasm|bin|txt)$/.test(name))
    if (modules.length !== 1) throw new Error(`The bundle has several modules: ${modules}.`)
    const bytes = await readFile(join(folder, modules[0]!))
    return { script: bytes.toString(), size: bytes.length, gzip: gzipSync(bytes).length }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Builds a Worker that needs no more than its source and a compatibility date. */
export async function bundleOf(source: string, compatibility_date: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'wharf-bundle-'))
  try {
    const configPath = join(folder, 'wrangler.json')
    await writeFile(configPath, JSON.stringify({ name: 'bare', main: source, compatibility_date }))
    return await bundle(configPath)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Milliseconds the Worker computes before it can answer, as `wrangler check startup` measures it here. */
export async function startupTime(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'wharf-startup-'))
  try {
    const args = ['check', 'startup', '--args=--minify', '--outfile', join(folder, 'startup.cpuprofile')]
    const { stdout } = await run(process.execPath, [WRANGLER, ...args], { env: offline })
    const active = /Active: ([\d.]+) ms/.exec(stdout)?.[1]
    if (!active) throw new Error(`wrangler check startup told no time:\n${stdout}`)
    return Number(active)
  } finally {
    await rm(folder, { recursive: true })
  }
}
