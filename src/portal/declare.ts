import type { Fields } from '../api/field.ts'
import { PORTAL } from '../api/operation.ts'
import { type Declared, type Operation, operation } from '../resource/operation.ts'

type OfPortal<F extends Fields> = Omit<Declared<F>, 'roles' | 'root' | 'silent'> & {
  /** Open to everybody; otherwise an account of the portal must call. */
  roles?: 'anonymous'
}

/**
 * Declares an endpoint of the portal, by its path there. Its callers are accounts and no users of a marketplace, so it
 * never fires webhooks.
 */
export const portalOperation = <F extends Fields>(o: OfPortal<F>): Operation =>
  operation<F>({
    roles: 'portal',
    ...o,
    path: `${PORTAL}${o.path}`,
    root: true,
    silent: true,
  })
