import { beforeAll, describe, expect, it } from 'vitest'
import { type Operation, pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import { sentDuring } from '../support/observe.ts'
import { mismatches } from './schema.ts'
import { callerOf, callIn, makeWorld, pathIn, requestIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
/** Deletions last, so that everything is there for the others. */
const inOrder = [
  ...operations.filter((o) => o.method !== 'DELETE'),
  ...operations.filter((o) => o.method === 'DELETE'),
]

describe('succeeds', () => {
  it.each(named(inOrder))('%s', async (_, operation) => {
    const request = await requestIn(world, operation)
    let answer!: Awaited<ReturnType<typeof callIn>>
    const sent = await sentDuring(async () => {
      answer = await callIn(world, operation, request)
    })
    expect([answer.status, answer.body?.Errors]).toEqual([operation.status, undefined])
    expect(mismatches(operation, answer.body)).toEqual([])
  })
})
