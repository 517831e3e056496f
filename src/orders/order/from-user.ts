import { model } from '../../api/model.ts'
import { userModel } from '../../organizations/users/user-model.ts'
import { checked } from '../../resource/writing.ts'
import { onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { requireChange } from '../state/permissions.ts'
import { orderModel, orderUser } from '../state/shown-order.ts'

const { FirstName, LastName, Email } = orderUser.fields!

/** What of the user may differ on an order: a guest's own name. The user's record stays as it is. */
const ownNames = model('OrderUserName', { FirstName: FirstName!, LastName: LastName!, Email: Email! })

/** The name an order is from, wherever it is named. */
export const fromUser = (place: Place) =>
  onOrder(place, {
    id: 'Orders.PatchFromUser',
    method: 'PATCH',
    path: '/fromuser',
    body: { model: userModel, partial: true },
    response: orderModel,
    summary: 'Changes the name and email the order is from.',
    parts: [],
    decide: ({ call, order: { header } }) => {
      requireChange('fromUser', header, call.caller, 'FromUser')
      const shown = { ...header.Owner, ...header.FromUserCopy }
      const { FirstName, LastName, Email } = shown
      const names = checked(ownNames, {
        FirstName: call.body.FirstName ?? FirstName,
        LastName: call.body.LastName ?? LastName,
        Email: call.body.Email ?? Email,
      })
      return { order: { header: { ...header, FromUserCopy: { ...header.FromUserCopy, ...names } } } }
    },
  })

export const operations = [fromUser(byID)]
