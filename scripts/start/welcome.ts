import { backOffice, INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../demo/demo.ts'

/** Where it runs, with the example middleware if that does too, who may sign in, and a first request. */
export const welcome = (url: string, middlewarePort?: number) => `
Wharf runs at ${url}/v1
API console    ${url}/console
Portal         ${url}/portal/api/v1, whose mails are printed here${middlewarePort ? `\nMiddleware     http://localhost:${middlewarePort}, which rates shipping, taxes, and submits orders of subscriptions` : ''}

Sign in with the password ${PASSWORD}:
  back office  ${backOffice}  admin, supplier01
  storefront   ${storefront}  buyer01, approver01, or nobody: anonymous shopping
  integration  ${integration}  secret ${INTEGRATION_SECRET}

A first request:
  TOKEN=$(curl -s ${url}/oauth/token -d grant_type=password -d client_id=${storefront} \\
    -d username=buyer01 -d password=${PASSWORD} | sed 's/.*"access_token":"\\([^"]*\\).*/\\1/')
  curl -s '${url}/v1/me/products?search=gloves&pageSize=3' -H "Authorization: Bearer $TOKEN"
`
