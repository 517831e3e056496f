/**
 * `npm run spec`: writes the published OpenAPI documents, `src/operations.txt` and the models of the example from the
 * operations; with `--check`, says instead whether what is there is the present state, and the documents free of errors.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { operations } from '../src/operations.ts'
import { worksheetModel } from '../src/orders/checkout/worksheet.ts'
import { contentsOf } from './openapi/contents.ts'
import { documentOf } from './openapi/document.ts'
import { typesOf } from './openapi/types.ts'

const documents = [
  { file: 'public/openapi.json', version: '3.0' },
  { file: 'public/openapi-3.1.json', version: '3.1' },
] as const

const check = process.argv.includes('--check')
const all = [
  ...documents.map(({ file, version }) => ({
    file,
    written: `${JSON.stringify(documentOf(operations, version, packageJson.version), null, 2)}\n`,
  })),
  { file: 'src/operations.txt', written: await contentsOf() },
  { file: 'examples/middleware/src/models.ts', written: typesOf(worksheetModel) },
]
for (const { file, written } of all) {
  if (!check) writeFileSync(file, written)
  else if (readOrNothing(file) !== written) {
    console.error(`${file} is stale. Run: npm run spec`)
    process.exitCode = 1
  }
}

// The linter is a program of its own; told not to call home.
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
const lint = spawnSync('redocly', ['lint', ...documents.map((d) => d.file)], { stdio: 'inherit', env })
if (lint.status !== 0) process.exitCode = 1

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
