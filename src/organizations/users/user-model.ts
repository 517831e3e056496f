import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { users } from '../../tables/organizations/users.ts'

const { FailedLoginAttempts, ...others } = users.fields

/** A user as administrators see them. */
export const userModel = model('User', { FailedLoginAttempts, ID: id(), ...others })
