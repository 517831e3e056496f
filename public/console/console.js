// Who signs in to the demo marketplace, by the page's `?as=`. It is on the developer's own machine only, so only there
// are its credentials filled in.
const backOffice = 'ad000000-0000-4000-8000-000000000001'
const storefront = '5f000000-0000-4000-8000-000000000002'
const people = { admin: backOffice, supplier01: backOffice, buyer01: storefront, approver01: storefront }

const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)
const asked = new URLSearchParams(location.search).get('as')
const username = asked in people ? asked : 'admin'
const demo = isLocal ? { username, password: 'WharfDemo2026', 'x-scalar-client-id': people[username] } : {}

// The token endpoint reads client ID and secret from the form.
const inBody = { 'x-scalar-credentials-location': 'body' }

Scalar.createApiReference('#console', {
  url: '/v1/openapi/v3',
  pageTitle: 'Wharf · API console',
  favicon: '/icon.svg',
  authentication: {
    preferredSecurityScheme: 'OAuth2',
    securitySchemes: { OAuth2: { flows: { password: { ...demo, ...inBody }, clientCredentials: inBody } } },
  },
  // Tokens stay in memory.
  persistAuth: false,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'direct',
})
