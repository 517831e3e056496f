import type { Caller } from '../../api/caller.ts'
import { createOnly, flag, id, list, object, ref, required } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { and } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import {
  itemToReturnFields,
  MOST_ITEMS,
  orderIDOf,
  orderReturns,
} from '../../tables/fulfillment/order-returns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { inDirection, visibleOrders } from '../operation/order-visibility.ts'
import type { OrderState, ReturnRow } from '../state/order-state.ts'
import { refundsOf } from './refund-amounts.ts'

const r = orderReturns.fields

export const returnModel = model('OrderReturn', {
  ID: id(),
  OrderID: createOnly(required(ref('Order'))),
  PaymentIDs: r.PaymentIDs,
  Status: r.Status,
  DateCreated: r.DateCreated,
  DateSubmitted: r.DateSubmitted,
  DateApproved: r.DateApproved,
  DateDeclined: r.DateDeclined,
  DateCanceled: r.DateCanceled,
  DateCompleted: r.DateCompleted,
  LastUpdated: r.LastUpdated,
  RefundAmount: r.RefundAmount,
  Comments: r.Comments,
  ItemsToReturn: list(object('OrderReturnItem', itemToReturnFields), MOST_ITEMS),
  xp: r.xp,
})

/** What the wire knows of a return: of items, not who has said their amounts. */
const known = <T extends Pick<ReturnRow, 'ItemsToReturn'>>(row: T) => ({
  ...row,
  ItemsToReturn: row.ItemsToReturn.map(({ AmountOverridden: _, ...item }) => item),
})

/** A return as the wire shows it. */
export const showReturn = (row: ReturnRow, { header, payments = [] }: OrderState) =>
  present(returnModel, {
    ...known(row),
    OrderID: header.ID,
    PaymentIDs: refundsOf(payments, row).map((p) => p.ID),
  })

/** What an operation answers with that is about a return. */
export const answeredReturn = (id: string) => (order: OrderState) =>
  order.returns?.filter((row) => row.ID === id).map((row) => showReturn(row, order))[0]

/** The orders whose returns a caller sees, as a condition over `o`. */
const ordersSeen = (caller: Caller) =>
  and(sql`o.Marketplace = ${caller.marketplace}`, inDirection(caller, 'All'), visibleOrders(caller))

/** Whether a caller sees the return of an alias: whoever sees its order does. */
export const visibleReturns = (caller: Caller, alias: string): SQL =>
  sql`exists (select 1 from orders o where o.Key = ${at(alias, 'OrderKey')} and ${ordersSeen(caller)})`

/** Whether an approval `a` waits for a caller, by the groups they are in. */
export const waitsFor = ({ kind, company, user, marketplace }: Caller): SQL =>
  sql`a.Status = 'Pending' and a.Kind = ${kind} and a.Company = ${company} and a.ApprovingGroupID in (select g.UserGroupID
    from group_members g where g.Marketplace = ${marketplace} and g.Kind = ${kind} and g.Company = ${company} and g.UserID = ${user})`

/** Returns whose approval waits for a caller, as a condition over `t`. */
const approvableBy = (caller: Caller): SQL =>
  sql`t.Status = 'AwaitingApproval' and exists (select 1 from order_return_approvals a
    where a.Marketplace = t.Marketplace and a.OrderReturnID = t.ID and ${waitsFor(caller)})`

/** Who reads returns. */
export const returnReaders = ['OrderAdmin', 'Shopper', 'OrderReader']

export const returnResource = resource({
  id: 'OrderReturns',
  table: orderReturns,
  model: returnModel,
  path: '/orderreturns/{returnID}',
  scope: {},
  roles: { read: returnReaders, write: [] },
  visible: visibleReturns,
  listQuery: { approvable: flag() },
  list: {
    search: ['ID', 'OrderID'],
    sort: [
      'DateSubmitted',
      'DateCreated',
      'ID',
      'OrderID',
      'DateApproved',
      'DateDeclined',
      'DateCanceled',
      'DateCompleted',
      'LastUpdated',
    ],
    order: ['DateSubmitted', 'DateCreated'],
    indexed: [],
  },
  lists: ({ caller, query }, all) => ({
    list: {
      ...all,
      where: and(
        all.where,
        // Found by their orders, where that is some of them only.
        caller.kind === 'Seller'
          ? undefined
          : sql`t.OrderKey in (select o.Key from orders o where ${ordersSeen(caller)})`,
        query.approvable ? approvableBy(caller) : undefined,
      ),
      locate: (p) => (p.name === 'OrderID' ? orderIDOf('t') : undefined),
    },
  }),
  shows: known,
  verbs: ['List', 'Get'],
})

export const operations = crud(returnResource)
