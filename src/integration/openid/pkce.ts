import { hashOf } from './browser.ts'

/**
 * The secret that a code is exchanged with (PKCE, RFC 7636): who catches a code cannot use it in a login of their own.
 * It is made of the browser's cookie, which no URL tells, and of the login, so that it need not be kept anywhere.
 * @param browser the cookie's value
 * @param login ID of the login's state
 * @returns 43 characters, as the RFC wants them
 */
export const verifierOf = (browser: string, login: string): string => hashOf(`${browser}.${login}`)
