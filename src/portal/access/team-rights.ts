import { insufficientRoles, notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Fact } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { TeamColumns } from '../presenting.ts'

/** A team as its row has it, with its owner and what the caller is in it. */
export interface TeamRow extends TeamColumns {
  Version: number
  Owner: string
  /** Owner, Admin, Member, or null for a stranger. */
  Level: 'Owner' | 'Admin' | 'Member' | null
}

/** Columns of a team `t` and its owner `w`. */
export const teamColumns = sql`t.ID, t.Name, t.ExcludeFromSearch, t.Version, t.Owner,
  w.Username OwnerUsername, w.Name OwnerName, w.Email OwnerEmail`

/** What an account is in the team `t`. */
const levelIn = (account: string) => sql`case when t.Owner = ${account} then 'Owner' else
  (select iif(m.IsAdmin = 1, 'Admin', 'Member') from portal_team_members m
    where m.Team = t.ID and m.Kind = 'User' and m.Party = ${account} and m.Accepted = 1) end`

/** IDs of the teams an account is in; the owner of a team is a member too. */
export const teamsOf = (account: string) =>
  sql`(select m.Team from portal_team_members m where m.Kind = 'User' and m.Party = ${account} and m.Accepted = 1)`

const LEVELS = ['Member', 'Admin', 'Owner'] as const

/**
 * The team of the path: the one place where an account's rights in it are looked at. 404 for strangers; 403 for too low
 * a level. A write that relies on it needs the caller to be what they were in it.
 */
export function membership(call: Call, wanted: (typeof LEVELS)[number]): Fact<TeamRow> {
  const id = call.params.teamID
  const missing = notFound('Team', id)
  const level = levelIn(call.accountKey)
  return {
    ...plain<TeamRow>(sql`select ${teamColumns}, ${level} Level from portal_teams t
      left join portal_accounts w on w.Key = t.Owner where t.ID = ${id}`),
    missing,
    refusal: ({ Level }) => {
      if (!Level) return missing
      if (LEVELS.indexOf(Level) >= LEVELS.indexOf(wanted)) return undefined
      return insufficientRoles(LEVELS.slice(LEVELS.indexOf(wanted)).reverse(), [Level])
    },
    holds: ([team]) => sql`(select ${level} from portal_teams t where t.ID = ${id}) = ${team!.Level}`,
  }
}
