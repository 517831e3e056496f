import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'

/** An OpenID Connect server, beside the test. */
export interface IdentityProvider {
  issuer: string
  close(): Promise<void>
}

/** What a client is known by there; the secret has what must be escaped in forms and headers. */
export const credentials = (method: string) => ({
  client_id: `wharf-${method}`,
  client_secret: 'a secret: 100%+/=&?, and long enough',
})

/** What lives for some time there. */
const artifacts = ['Interaction', 'Session', 'Grant', 'AccessToken', 'IdToken', 'AuthorizationCode']

/**
 * Starts one, in which anybody is who they say they are.
 * @param redirectUri where browsers are sent back to
 */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  let answer: RequestListener
  const server = createServer((request, response) => answer(request, response))
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as { port: number }).port}`
  const provider = new Provider(issuer, {
    clients: ['client_secret_post', 'client_secret_basic'].map((method) => ({
      ...credentials(method),
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: method,
    })),
    ttl: Object.fromEntries(artifacts.map((name) => [name, 600])),
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], email: ['email'], profile: ['given_name', 'family_name'] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@idp.example`, given_name: sub, family_name: 'of the IdP' }),
    }),
  })
  const own = provider.callback()
  answer = (request, response) =>
    request.url === '/json/token' ? void asForm(issuer, request, response) : own(request, response)
  return {
    issuer,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A token endpoint that takes JSON, before one that takes forms only. */
async function asForm(issuer: string, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { Authorization: request.headers.authorization ?? '' },
    body: new URLSearchParams(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>),
  })
  response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text())
}
