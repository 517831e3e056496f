import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { backOffice, INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { connect, signIn } from '../../scripts/seed/api.ts'
import { parseSeedFile } from '../../scripts/seed/file.ts'
import { seed } from '../../scripts/seed/seed.ts'
import { mailedCode } from './mail.ts'

const readme = await readFile('README.md', 'utf8')
const url = inject('url')

/** The one example in a language that speaks of something. */
function example(language: string, of: string): string {
  const found = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))]
    .map((m) => m[1]!)
    .filter((text) => text.includes(of))
  expect(found.length).toBe(1)
  return found[0]!
}

/** Runs an example against this server, and returns what it printed. */
async function run(code: string): Promise<string> {
  expect(code).toContain("'http://localhost:8787")
  const args = ['--input-type=module', '--eval', code.replace('http://localhost:8787', url)]
  return (await promisify(execFile)(process.execPath, args)).stdout
}

test('the first order of the README goes through as it is written', async () => {
  const code = example('js', 'Cart.Submit')
  expect(code.split('\n').filter(Boolean).length).toBeLessThan(10)
  // Other files have orders of the demo's buyer on this server, of which the newest would be the cart.
  const reader = { ID: 'reader', Username: 'reader', Password: PASSWORD, Email: 'reader@example.com' }
  const api = await connect(url, { clientID: integration, clientSecret: INTEGRATION_SECRET })
  const user = { ...reader, FirstName: 'Rea', LastName: 'Der', Active: true }
  expect(await api('PUT', '/buyers/acme/users/reader', user)).toMatchObject({ status: 200 })
  const joining = { UserGroupID: 'purchasing', UserID: 'reader' }
  expect(await api('POST', '/buyers/acme/usergroups/assignments', joining)).toMatchObject({ status: 204 })
  expect(code).toContain("'buyer01'")
  expect(await run(code.replace('buyer01', 'reader'))).toMatch(
    /^SO\d{5} is Open: [\d.]+ for 24 pairs of .*[Gg]loves/,
  )
})

/** What a user of the demo is answered. */
async function shown(username: string, path: string): Promise<unknown> {
  const clientID = ['admin', 'supplier01'].includes(username) ? backOffice : storefront
  const token = await signIn(url, { clientID, username, password: PASSWORD })
  const answer = await fetch(`${url}/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })
  expect([path, answer.status]).toEqual([path, 200])
  return answer.json()
}

const having = (part: object) => expect.arrayContaining([expect.objectContaining(part)])

test('the table of the demo tells where to look, and it is there', async () => {
  const asked = [...readme.matchAll(/^\| ([^|]+) \| `GET (\/[^`]+)` \|/gm)].map((m) => [m[1]!, m[2]!])
  const answers: Record<string, unknown> = {}
  for (const [name, path] of asked) answers[name!] = await shown('buyer01', path!)
  const priced = (first: object) => ({
    PriceBreaks: expect.arrayContaining([expect.objectContaining(first)]),
  })
  expect(answers).toEqual({
    'variants with mark-ups': expect.objectContaining({
      Items: having({ Specs: having({ Value: '2XL', PriceMarkup: 1.5 }) }),
    }),
    facets: expect.objectContaining({
      Meta: expect.objectContaining({
        Facets: having({ Name: 'Brand', Values: having({ Value: 'Bramwell', Count: 7 }) }),
      }),
    }),
    'a sale price': expect.objectContaining({
      PriceSchedule: expect.objectContaining({
        IsOnSale: true,
        ...priced({ Price: 31.85, SalePrice: 25.48 }),
      }),
    }),
    'a price of its own': expect.objectContaining({
      PriceSchedule: expect.objectContaining(priced({ Quantity: 1, Price: 3.48 })),
    }),
    stock: expect.objectContaining({ Inventory: expect.objectContaining({ QuantityAvailable: 610 }) }),
    'a picture': expect.objectContaining({
      xp: expect.objectContaining({
        Images: [{ Url: `${url}/demo/hard-hats.svg`, ThumbnailUrl: `${url}/demo/hard-hats.svg` }],
      }),
    }),
    'a bundle': expect.objectContaining({
      Items: ['BR-GL-310-L', 'KS-HH-100-WH', 'KS-EY-12-CL'].map((ID) => expect.objectContaining({ ID })),
    }),
    promotions: expect.objectContaining({
      Items: expect.arrayContaining(
        [
          { Code: 'WELCOME10' },
          { Code: 'FREIGHT', AutoApply: true },
          { Code: 'GLOVES15', LineItemLevel: true },
          { Code: 'TWOFORONE' },
        ].map((promotion) => expect.objectContaining(promotion)),
      ),
    }),
    'a budget': expect.objectContaining({
      Items: having({ Name: 'Workwear allowance 2026', Balance: 2500 }),
    }),
    'cost centers': expect.objectContaining({ Items: having({ ID: 'maintenance' }) }),
  })
})

test('the table of what was ordered in the demo tells who sees it', async () => {
  const answers: Record<string, unknown> = {}
  for (const [, name, user, path] of readme.matchAll(/^\| ([^|]+) \| `(\w+)` \| `GET (\/[^`]+)` \|/gm))
    answers[name!] = await shown(user!, path!)
  const listing = (part: object) => expect.objectContaining({ Items: having(part) })
  expect(answers).toEqual({
    'an order that waits': listing({ ID: 'to-approve', Status: 'AwaitingApproval', Total: 1284.4 }),
    'an order of a supplier': listing({ FromCompanyID: 'demo', Status: 'Open', Total: 400.4 }),
    'a return': listing({ ID: 'too-many', OrderID: 'completed', Status: 'Open', RefundAmount: null }),
    'a subscription': listing({ ID: 'monthly', Interval: 'Months', ProjectedSubtotal: 110 }),
  })
})

test('the seed file of the README is saved without a refusal', async () => {
  const file = parseSeedFile(example('yaml', 'Objects:'))
  expect(parse(example('yaml', 'Objects:'))).toEqual(file)
  const api = await connect(url, { clientID: integration, clientSecret: INTEGRATION_SECRET })
  expect(await seed(file, api)).toMatchObject({ saved: 4, errors: [] })
  expect(await api('GET', '/buyers/globex/users/hank')).toMatchObject({ status: 200 })
})

test('the portal of the README makes a marketplace and a token for it', async () => {
  const portal = (path: string, body: object) =>
    fetch(`${url}/portal/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  await portal('/register', { Email: 'ada@example.com' })
  const Code = await mailedCode('ada@example.com', 'Register')
  await portal('/verify', { Code, Email: 'ada@example.com', Username: 'ada', Password: 'Some-Password-1' })
  const token = (await run(example('js', 'Organizations.Save'))).trim()
  const me = await fetch(`${url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })
  expect([me.status, (await me.json()) as object]).toMatchObject([200, { Seller: { ID: 'harbour' } }])
})
