import { AMOUNT_PLACES, scale, unscale } from '../../api/money.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { orderOfKey } from '../operation/named-order.ts'
import type { OrderState } from '../state/order-state.ts'
import { exceedsBalance, mayExceed } from './account-limits.ts'
import { type AccountMove, accountMoves } from './drawn.ts'

const asJson = (moves: AccountMove[]) =>
  JSON.stringify(moves.map(({ ID, by }) => [ID, scale(by, AMOUNT_PLACES)]))

/**
 * Balances follow an order's payments. What is taken is guarded: many orders may ask the same account at once. The rows
 * have another version then, so that nobody writes back the balance they have read. Stands before what is written of the
 * payments: a rename of their account since they were read moves no version of the order.
 */
export function accountStatements(
  marketplace: string,
  before: OrderState | null,
  after: OrderState | null,
): Written[] {
  const moves = accountMoves(before, after)
  if (!after || moves.length === 0) return []
  const { Key } = after.header
  const { header } = orderOfKey(marketplace, sql`${Key}`)
  const user = {
    marketplace,
    company: header('FromCompanyID'),
    user: header('FromUserID'),
    order: sql`null`,
  }
  const moved = asJson(moves)
  const taken = asJson(moves.filter(({ by }) => by < 0))
  const own = sql`t.Marketplace = ${marketplace} and t.Kind = 'Buyer' and t.Company = ${user.company}`
  const accounts = sql`json_each(${taken}) j cross join spending_accounts t on ${own} and t.ID = j.value ->> 0`
  const short = sql`t.Balance + j.value ->> 1 < 0 and not ${mayExceed(user)}`
  const payers = (before?.payments ?? []).flatMap((p) => (p.Drawn ? [[p.ID, p.SpendingAccountID]] : []))
  return [
    {
      guard: sql`not exists (select 1 from json_each(${JSON.stringify(payers)}) j left join payments p
        on p.Marketplace = ${marketplace} and p.OrderKey = ${Key} and p.ID = j.value ->> 0 where p.SpendingAccountID is not j.value ->> 1)`,
    },
    ...(taken === '[]'
      ? []
      : [
          { guard: sql`(select count(*) from ${accounts}) = json_array_length(${taken})` },
          {
            guard: sql`not exists (select 1 from ${accounts} where ${short})`,
            else: (data: unknown) =>
              exceedsBalance(unscale((data as { Balance: number }).Balance, AMOUNT_PLACES)),
            data: sql`(select json_object('Balance', t.Balance) from ${accounts} where ${short} limit 1)`,
          },
        ]),
    sql`update spending_accounts as t set Version = t.Version + 1,
        Balance = t.Balance + (select j.value ->> 1 from json_each(${moved}) j where j.value ->> 0 = t.ID)
      where ${own} and t.ID in (select j.value ->> 0 from json_each(${moved}) j)`,
  ]
}
