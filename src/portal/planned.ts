/** Routes of the portal that this server does not have, with their verbs: they answer 501, as those of the API do. */
export const plannedOfPortal: Record<string, string> = {
  '/portal/api/v1/me/authorizationmethods': 'GET',
  '/portal/api/v1/me/authorizationmethods/{name}': 'DELETE',
  '/portal/api/v1/me/authorizationmethods/{name}/link': 'POST',
  '/portal/api/v1/organizations/{organizationID}/authurls/backbonelogin': 'GET',
  '/portal/api/v1/organizations/{organizationID}/entitysyncmetadata': 'GET',
  '/portal/api/v1/organizations/{organizationID}/processsubscriptions': 'POST',
  '/portal/api/v1/organizations/{organizationID}/searchindexes': 'GET',
  '/portal/api/v1/organizations/{organizationID}/searchindexes/{indexID}/errors': 'GET',
  '/portal/api/v1/organizations/{organizationID}/searchindexes/{type}/rebuild': 'POST',
  '/portal/api/v1/organizations/{organizationID}/stagingrestorewebhook': 'DELETE GET PUT',
  '/portal/api/v1/organizations/{organizationID}/stagingrestorewebhook/test': 'POST',
}
