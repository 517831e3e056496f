import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { asked, buyer, m, newOrder, server, step, useCheckout, worksheet } from './shop.ts'

useCheckout()

/** Copies of the only line of an order, behind the back of the API. */
async function copyLine(id: string, many: number) {
  const { results } = await env.DB.prepare("select name from pragma_table_info('line_items')").all<{
    name: string
  }>()
  const names = results.map((r) => r.name).filter((name) => name !== 'RowKey')
  await env.DB.prepare(
    `insert into line_items (${names.join()}) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})
      select ${names.map((name) => (name === 'ID' ? "'C' || i" : name)).join()} from n, line_items l
      where l.Marketplace = ?1 and l.OrderKey = (select Key from orders where Marketplace = ?1 and ID = ?2)`,
  )
    .bind(m.id, id)
    .run()
}

it('an order whose worksheet no row can hold goes through its checkout; of a repeat it is told that it was done', async () => {
  await m.product(buyer, { ID: 'LARGE', price: 1, xp: { text: 'x'.repeat(7900) } })
  const ID = await newOrder([['LARGE', 1]])
  await copyLine(ID, 299)
  const repeated: unknown[] = []
  for (const name of ['estimateshipping', 'calculate', 'submit']) {
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    const { status, body } = await step(ID, name, buyer.user, key)
    expect([name, status < 300, body.Errors]).toEqual([name, true, undefined])
    const again = await step(ID, name, buyer.user, key)
    repeated.push(again.body.Errors?.[0].ErrorCode ?? again.status)
  }
  expect(repeated).toEqual(['Idempotency.AnswerNotKept', 'Idempotency.AnswerNotKept', 201])
  expect(asked()).toEqual(['/shippingrates', '/ordercalculate', '/ordersubmit'])
  const [, calculation, told] = server.received.map((r) => r.body.OrderWorksheet)
  expect(calculation.LineItems).toHaveLength(300)
  expect(told).toMatchObject({
    Order: { ID, Status: 'Open', LineItemCount: 300 },
    LineItems: null,
    OrderCalculateResponse: { Succeeded: true },
  })
  expect((await worksheet(ID)).OrderSubmitResponse).toMatchObject({ Succeeded: true })
})
