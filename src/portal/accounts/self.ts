import { environmentOf } from '../../api/environment.ts'
import { json, required, secret, text } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { passwordChange } from '../../auth/passwords/new-password.ts'
import { combine } from '../../auth/passwords/password-policy.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { alter, select, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { portalAccounts } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import { revokeEverywhere } from '../access/revocation.ts'
import { portalOperation } from '../declare.ts'
import { regionAccess, regionOf } from '../marketplaces/regions.ts'
import { portalUser } from '../models.ts'
import { refuseEmail } from './accounts.ts'
import { mailing } from './attempts.ts'
import { mailCode, newCode, storeCode } from './codes.ts'
import { checkingPassword, forgetFailures } from './failures.ts'
import { sendMail } from './mail.ts'
import { refuseUsername } from './usernames.ts'

/** What browsers send to prove that a person sits there: taken, and not asked for. */
const Recaptcha = json()

const ownRow = (call: Call) => select(portalAccounts, '', { Key: call.accountKey })

/** Begins to check the caller's own password. */
const checkingOwn = (call: Call, password: string) =>
  checkingPassword(call, sql`(select Username from portal_accounts where Key = ${call.accountKey})`, password)

const get = portalOperation({
  id: 'PortalMe.Get',
  method: 'GET',
  path: '/me',
  response: portalUser,
  summary: 'Gets the account that calls.',
  run: async (call) => present(portalUser, (await call.read({ row: ownRow(call) })).row[0]!),
})

const save = portalOperation({
  id: 'PortalMe.Save',
  method: 'PUT',
  path: '/me',
  body: { model: portalUser },
  response: portalUser,
  summary: 'Replaces what the account that calls says of itself, but for its email address.',
  run: async (call) => {
    const { Username, Name, Country, Region } = call.body
    refuseUsername(Username)
    const row = (await call.read({ row: ownRow(call) })).row[0]!
    const changes = { Username, Name, Country, Region }
    const answer = present(portalUser, { ...row, ...changes })
    return answered(call, answer, [
      update(portalAccounts, '', { Key: row.Key }, row.Version, changes),
      // Counted failures belong to the name as it was.
      ...(row.Username === Username ? [] : [forgetFailures(row.Username)]),
    ])
  },
})

const acceptTerms = portalOperation({
  id: 'PortalMe.AcceptTerms',
  method: 'POST',
  path: '/me/accept',
  summary: 'Accepts the terms. The first time counts.',
  run: async (call) => {
    await call.checkState()
    const accepted = sql`coalesce(TermsAccepted, ${call.now})`
    await commit(call, [alter(portalAccounts, '', { Key: call.accountKey }, { TermsAccepted: accepted })])
  },
})

const changePassword = portalOperation({
  id: 'PortalMe.ChangePassword',
  method: 'PUT',
  path: '/me/password',
  body: {
    model: model('PortalPasswordChange', {
      NewPassword: required(secret(200)),
      CurrentPassword: required(secret(200)),
      RefreshToken: secret(2000),
      Recaptcha,
    }),
  },
  response: portalUser,
  summary: 'Sets another password. Every token of the account is revoked, for marketplaces too.',
  run: async (call) => {
    const { NewPassword, CurrentPassword } = call.body
    const { queries, check } = await checkingOwn(call, CurrentPassword)
    const read = await call.read({ row: ownRow(call), ...queries })
    const row = read.row[0]!
    const passed = await check(read, row)
    const changes = {
      ...(await passwordChange(NewPassword, combine([]), row, call.now)),
      TokenGeneration: row.TokenGeneration + 1,
    }
    const answer = present(portalUser, row)
    return answered(call, answer, [
      ...passed,
      update(portalAccounts, '', { Key: row.Key }, row.Version, changes),
      ...revokeEverywhere(row.Key),
    ])
  },
})

const changeEmail = portalOperation({
  id: 'PortalMe.ChangeEmail',
  method: 'PUT',
  path: '/me/email',
  body: {
    model: model('PortalEmailChange', {
      Email: required(text(200)),
      Password: required(secret(200)),
      Recaptcha,
    }),
  },
  summary: 'Sends a code to another email address, which becomes the account’s when the code is confirmed.',
  run: async (call) => {
    const { Email, Password } = call.body
    refuseEmail(Email)
    const { queries, check } = await checkingOwn(call, Password)
    const read = await call.read({
      row: ownRow(call),
      ...queries,
      taken: plain<{ taken: number }>(
        sql`select exists (select 1 from portal_accounts where Email = ${Email} and Key <> ${call.accountKey}) taken`,
      ),
    })
    const row = read.row[0]!
    const passed = await check(read, row)
    const code = newCode()
    const { taken } = read.taken[0]!
    const when = sql`${taken} = 0`
    await commit(call, [
      ...passed,
      ...mailing(call, Email),
      storeCode(call, { kind: 'ChangeEmail', subject: row.Key, code, data: { Email }, when }),
    ])
    sendMail(
      call,
      taken
        ? { To: Email, Subject: 'You have an account already', Kind: 'AlreadyRegistered', Data: {} }
        : {
            To: Email,
            Subject: 'Your code to confirm this address',
            Kind: 'ChangeEmail',
            Data: { Username: row.Username, Code: code },
          },
    )
  },
})

const verifyEmail = portalOperation({
  id: 'PortalMe.VerifyEmail',
  method: 'POST',
  path: '/me/verifyemail',
  body: { model: model('PortalRecaptcha', { Token: text(5000) }) },
  summary: 'Sends a code to the account’s own email address.',
  run: async (call) => {
    await call.checkState()
    const { Email, Key, Username } = call.account
    const data = { Email }
    await mailCode(call, { kind: 'VerifyEmail', subject: Key, data, pause: true }, (Code) => ({
      To: Email,
      Subject: 'Your code to confirm this address',
      Kind: 'VerifyEmail',
      Data: { Username, Code },
    }))
  },
})

const listRegions = portalOperation({
  id: 'PortalMe.ListRegions',
  method: 'GET',
  path: '/me/regions',
  list: { search: [], sort: [], order: ['Region'], pagesOnly: true },
  response: regionAccess,
  summary: 'Lists the regions that marketplaces can be made in: this installation is one.',
  run: async (call) => {
    await call.checkState()
    const environment = environmentOf(call.env)
    const item = {
      Region: regionOf(),
      CanCreateQa: environment === 'Qa',
      CanCreateProduction: environment === 'Production',
      CanCreateSandbox: environment === 'Sandbox',
    }
    const { page, pageSize } = call.list
    return envelope({ page, pageSize }, 1, page === 1 ? [item] : [])
  },
})

export const operations = [get, save, acceptTerms, changePassword, changeEmail, verifyEmail, listRegions]
