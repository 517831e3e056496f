/** How many of a kind there may be, since each of them takes time of others' requests. Told in the README. */
export const MOST = {
  webhooks: 100,
  /** Before the requests of one API client: these wait for them. */
  beforeHooks: 20,
  messageSenders: 100,
  integrationEvents: 100,
  /** Of a buyer, or of one seller for returns: all are evaluated at each submission. */
  approvalRules: 100,
  /** Of one API client, expired ones counted. */
  apiClientSecrets: 5,
  /** All of them are read with a search that was not asked for before. */
  synonyms: 1000,
  /** To one order, and those that one user makes in a minute. */
  orderInvitations: 100,
  orderInvitationsAMinute: 60,
} as const
