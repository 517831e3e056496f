import { MARK } from './mark.ts'
import type { Particular } from './requests.ts'
import type { World } from './world.ts'

type Values = Record<string, unknown>

/** What is returned of the world's completed order. */
export const itemToReturn = { LineItemID: 'line', Quantity: 1, RefundAmount: 1, Comments: MARK }

/** A new return of the world's completed order, by the seller. */
export async function returned(
  { market }: Pick<World, 'market'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const body = { ID, OrderID: 'returned', Comments: MARK, ItemsToReturn: [itemToReturn], ...more }
  return (await market.must('POST', '/orderreturns', body)).ID
}

/** A return that takes no line, and waits for its approval. */
async function waiting(world: World): Promise<string> {
  const returnID = await returned(world, undefined, { ItemsToReturn: [], RefundAmount: 1 })
  await world.market.must('POST', `/orderreturns/${returnID}/submit`)
  return returnID
}

/** The seller's user whose group approves, and a return that waits for them. */
async function approving(world: World) {
  const { market } = world
  const as = await market.user('Seller', market.id, ['FullAccess'])
  await market.must('POST', '/usergroups/assignments', { UserGroupID: 'crew', UserID: as.ID })
  return { params: { returnID: await waiting(world) }, as }
}

/** What operations on returns need beyond their declarations. */
export const returnParticulars: Record<string, (world: World) => Promise<Particular>> = {
  'OrderReturns.Submit': async (world) => ({ params: { returnID: await returned(world) } }),
  'OrderReturns.DeleteItem': async (world) => ({ params: { returnID: await returned(world) } }),
  'OrderReturns.Cancel': async (world) => ({ params: { returnID: await waiting(world) } }),
  'OrderReturns.Approve': approving,
  'OrderReturns.Decline': approving,
  'OrderReturns.Complete': async (world) => {
    const { params, as } = await approving(world)
    await world.market.must('POST', `/orderreturns/${params.returnID}/approve`, {}, as)
    return { params }
  },
}
