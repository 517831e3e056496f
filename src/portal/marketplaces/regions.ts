import { flag, object } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { regionFields } from '../models.ts'

/** What may be made in a region. */
export const regionAccess = model('PortalRegionAccess', {
  Region: object('PortalRegion', regionFields),
  CanCreateQa: flag(),
  CanCreateProduction: flag(),
  CanCreateSandbox: flag(),
})

/** The region of every marketplace: the installation itself. */
export const regionOf = () => ({ Id: 'default', Name: 'This installation', AzureRegion: null })
