import { invalid } from '../../api/errors.ts'

/** No at sign, which marks an email address where somebody is named; nothing that a path takes for its own. */
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** @throws ApiError 400 for a name that would not do in a path */
export function refuseUsername(username: string): void {
  if (!USERNAME.test(username))
    throw invalid(
      'Username',
      'Pattern',
      'Username may have letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
    )
}

/** Whether somebody is named by email address. */
export const isEmail = (name: string) => name.includes('@')
