const ACRONYMS: Record<string, string> = {
  api: 'API',
  apis: 'APIs',
  id: 'ID',
  jwk: 'JWK',
  sso: 'SSO',
  url: 'URL',
}

/** `OrderCheckoutIntegrationEvent` to `order checkout integration event`, `ApiClient` to `API client`. */
export const words = (name: string) =>
  name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s_]+/)
    .map((w) => ACRONYMS[w.toLowerCase()] ?? w.toLowerCase())
    .join(' ')

/** The first letter in upper case. */
export const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Of the nouns that stand in names here: `category` to `categories`, `address` to `addresses`. */
export const plural = (noun: string) =>
  /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
