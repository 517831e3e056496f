import { type Account, account, core, organization } from '../support/portal.ts'

/** What the portal answers to who asks for a token of a marketplace. */
export const tokenFor = async (who: Account, id: string, query = '') =>
  who.must('GET', `/organizations/${id}/token${query}`)

/** A marketplace of somebody with a client for buyers, and a buyer's user who may shop and read buyers. */
export async function shop() {
  const owner = await account()
  const id = await organization(owner)
  const { access_token } = await tokenFor(owner, id)
  const must = async (method: string, path: string, body?: unknown) =>
    (await core(access_token, method, path, body)).body
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  const person = { FirstName: 'Bo', LastName: 'Uy', Email: 'bo@example.com', Active: true }
  await must('POST', '/buyers/acme/users', { ...person, ID: 'bo', Username: 'bo' })
  await must('POST', '/securityprofiles', { ID: 'shopper', Name: 'S', Roles: ['Shopper', 'MeAdmin'] })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
  const client = await must('POST', '/apiclients', {
    AppName: 'Storefront',
    Active: true,
    AllowAnyBuyer: true,
    AccessTokenDuration: 20,
  })
  return { owner, id, client: client.ID as string, must, query: `?clientid=${client.ID}&username=bo` }
}
