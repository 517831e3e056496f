import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { users } from '../../tables/organizations/users.ts'

const { FailedLoginAttempts, CompanyID, Username, Password, FirstName, LastName, Email, ...others } =
  users.fields
const { Phone, TermsAccepted, Active, xp, AvailableRoles, Locale, DateCreated, LastActive } = others

/** A user as administrators see them. */
export const userModel = model('User', {
  FailedLoginAttempts,
  ID: id(),
  CompanyID,
  Username,
  Password,
  FirstName,
  LastName,
  Email,
  Phone,
  TermsAccepted,
  Active,
  xp,
  AvailableRoles,
  Locale,
  DateCreated,
  LastActive,
  PasswordLastSetDate: others.PasswordLastSetDate,
})
