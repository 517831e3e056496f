import { count, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'

/** An access token as it is answered, with the seconds it lives. */
export const accessToken = model('AccessToken', {
  access_token: text(),
  expires_in: count(),
  token_type: text(),
  refresh_token: text(),
})
