/** Types whose messages tell what signs their recipient in. */
export const secretTypes: readonly string[] = ['ForgottenPassword', 'NewUserInvitation', 'OneTimePassword']
