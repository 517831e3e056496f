/**
 * Routes of the API that this server does not have yet, with their verbs: they answer 501 and not 404, so that a client
 * knows a missing feature from a missing object. A route that gets an operation leaves this list (a test sees to it).
 */
export const planned: Record<string, string> = {
  '/v1/integrations/ErrorConfig': 'DELETE GET PATCH PUT',
  '/v1/integrations/ErrorConfig/validate': 'POST',
  '/v1/integrations/OrderSync': 'DELETE GET PATCH PUT',
  '/v1/integrations/deliveryconfig': 'GET POST',
  '/v1/integrations/deliveryconfig/{deliveryConfigID}': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/adminusers': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/adminusers/sync': 'POST',
  '/v1/integrations/entitysync/buyers': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/buyers/sync': 'POST',
  '/v1/integrations/entitysync/buyers/usergroups': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/buyers/usergroups/sync': 'POST',
  '/v1/integrations/entitysync/buyers/users': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/buyers/users/sync': 'POST',
  '/v1/integrations/entitysync/categories': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/categories/sync': 'POST',
  '/v1/integrations/entitysync/products/inventoryrecords': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/products/inventoryrecords/sync': 'POST',
  '/v1/integrations/entitysync/supplier/sync': 'POST',
  '/v1/integrations/entitysync/suppliers': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/suppliers/users': 'DELETE GET PATCH PUT',
  '/v1/integrations/entitysync/suppliers/users/sync': 'POST',
  '/v1/integrations/inventory': 'DELETE GET PATCH PUT',
  '/v1/integrations/productsync': 'DELETE GET PATCH PUT',
  '/v1/integrations/productsync/sync': 'POST',
  '/v1/integrations/trackingEvents': 'GET POST',
  '/v1/integrations/trackingEvents/{eventID}': 'DELETE GET PATCH PUT',
}
