import type { messageTypes } from '../../tables/integration/message-senders.ts'

/** Types whose messages tell what signs their recipient in. */
export const secretTypes: readonly string[] = ['ForgottenPassword', 'NewUserInvitation', 'OneTimePassword']

export type MessageType = (typeof messageTypes)[number]
