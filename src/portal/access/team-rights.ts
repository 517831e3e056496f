import { sql } from 'drizzle-orm'
import { insufficientRoles, notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Fact, Results } from '../../store/fact.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import type { Guard } from '../../tables/statements.ts'

/** A team as its row has it, with its owner and what the caller is in it. */
export interface TeamRow {
  ID: string
  Name: string
  ExcludeFromSearch: number
  Version: number
  Owner: string
  OwnerUsername: string | null
  OwnerName: string | null
  OwnerEmail: string | null
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

/** What must be read to let an account into the team of the path. */
export const teamEntry = (call: Call<unknown>): { $team: Query<TeamRow> } => ({
  $team: plain(sql`select ${teamColumns}, ${levelIn(call.accountKey)} Level from portal_teams t
    left join portal_accounts w on w.Key = t.Owner where t.ID = ${call.params.teamID}`),
})

const LEVELS = ['Member', 'Admin', 'Owner'] as const

/**
 * The team of the path as a fact: the one place where an account's rights in it are looked at. 404 for strangers; 403
 * for too low a level. A write relies on the caller being what they were in it.
 */
export function membership(call: Call, wanted: (typeof LEVELS)[number]): Fact<TeamRow> {
  const missing = notFound('Team', call.params.teamID)
  return {
    ...teamEntry(call).$team,
    missing,
    refusal: ({ Level }) => {
      if (!Level) return missing
      if (LEVELS.indexOf(Level) >= LEVELS.indexOf(wanted)) return undefined
      return insufficientRoles(LEVELS.slice(LEVELS.indexOf(wanted)).reverse(), [Level])
    },
    holds: ([team]) =>
      sql`(select ${levelIn(call.accountKey)} from portal_teams t where t.ID = ${team!.ID}) = ${team!.Level}`,
  }
}

/** Somebody let into a team. */
export interface Joined {
  team: TeamRow
  /** For the commit: the caller is still what they were in it. */
  guard: Guard
}

/**
 * Lets an account into the team of the path: the one place where its rights in it are looked at.
 * @throws ApiError 404 for strangers; 403 for too low a level
 */
export function admitToTeam(
  call: Call<unknown>,
  read: Record<string, unknown[]>,
  wanted: (typeof LEVELS)[number],
): Joined {
  const team = (read.$team as TeamRow[])[0]
  if (!team?.Level) throw notFound('Team', call.params.teamID)
  if (LEVELS.indexOf(team.Level) < LEVELS.indexOf(wanted))
    throw insufficientRoles(LEVELS.slice(LEVELS.indexOf(wanted)).reverse(), [team.Level])
  return {
    team,
    guard: {
      guard: sql`(select ${levelIn(call.accountKey)} from portal_teams t where t.ID = ${team.ID}) = ${team.Level}`,
    },
  }
}

/** Reads, and lets the account in. */
export async function enterTeam<Q extends Record<string, Query<unknown>>>(
  call: Call<unknown>,
  wanted: (typeof LEVELS)[number],
  queries: Q,
): Promise<Joined & { read: Results<Q> }> {
  const read = await call.read({ ...queries, ...teamEntry(call) })
  return {
    ...admitToTeam(call, read as Record<string, unknown[]>, wanted),
    read: read as unknown as Results<Q>,
  }
}
