import type { BuyerUser } from '../../organizations/me/assigned.ts'
import { as } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import { promotionAssignments, promotions } from '../../tables/orders/promotions.ts'
import { groupMembers } from '../../tables/organizations/groups.ts'
import { type SQL, sql } from '../../tables/sql.ts'

const open = as(promotions, 'po')
const pa = as(promotionAssignments, 'pa')
const member = as(groupMembers, 'gm')

/**
 * Promotions that are for a buyer's user, active or not: for all buyers, or assigned to theirs or to a group of theirs.
 * @param alias of the table of promotions
 */
export const forUser = (
  { marketplace, company, user }: Pick<BuyerUser, 'marketplace' | 'company' | 'user'>,
  alias: string,
): SQL =>
  sql`(${at(alias, 'AllowAllBuyers')} = 1 or exists (select 1 from ${pa.from} where ${pa.here(marketplace)}
    and ${pa.PromotionID} = ${at(alias, 'ID')} and ${pa.BuyerID} = ${company}
    and (${pa.UserGroupID} is null or ${pa.UserGroupID} in (select ${member.UserGroupID} from ${member.from}
      where ${member.here(marketplace)} and ${member.Kind} = 'Buyer' and ${member.Company} = ${company} and ${member.UserID} = ${user}))))`

/**
 * The IDs of promotions that can be for users of a buyer, active ones or assigned to them, as a select: by these a list
 * finds them, be there ever so many for others.
 */
export const candidatesFor = ({ marketplace, company }: Pick<BuyerUser, 'marketplace' | 'company'>): SQL =>
  sql`select ${open.ID} from ${open.from} where ${open.here(marketplace)} and ${open.AllowAllBuyers} = 1 and ${open.Active} = 1
    union all select ${pa.PromotionID} from ${pa.from} where ${pa.here(marketplace)} and ${pa.BuyerID} = ${company}`
