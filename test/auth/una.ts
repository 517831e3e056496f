/** Somebody of a buyer who forgets, as the API takes a new user. */
export const una = {
  ID: 'una',
  Username: 'una',
  FirstName: 'Una',
  LastName: 'Sure',
  Email: 'una@example.com',
  Active: true,
}
