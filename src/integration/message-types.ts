/** Occasions on which users are sent messages, in the order of the wire's enumeration. */
export const messageTypes = [
  'OrderDeclined',
  'OrderSubmitted',
  'ShipmentCreated',
  'ForgottenPassword',
  'ForgottenUsername',
  'OrderSubmittedForYourApproval',
  'OrderSubmittedForApproval',
  'OrderApproved',
  'OrderSubmittedForYourApprovalHasBeenApproved',
  'OrderSubmittedForYourApprovalHasBeenDeclined',
  'NewUserInvitation',
  'OrderReturnDeclined',
  'OrderReturnSubmitted',
  'OrderReturnSubmittedForYourApproval',
  'OrderReturnSubmittedForApproval',
  'OrderReturnApproved',
  'OrderReturnSubmittedForYourApprovalHasBeenApproved',
  'OrderReturnSubmittedForYourApprovalHasBeenDeclined',
  'OrderReturnCompleted',
  'SubscriptionReminder',
  'ProductCollectionInvitationAccepted',
  'ProductCollectionInvitationDeclined',
  'OneTimePassword',
] as const

/** Types whose messages tell what signs their recipient in. */
export const secretTypes: readonly string[] = ['ForgottenPassword', 'NewUserInvitation', 'OneTimePassword']

export type MessageType = (typeof messageTypes)[number]
