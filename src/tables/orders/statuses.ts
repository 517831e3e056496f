/** The statuses of an order, in the order of their ordinals. */
export const orderStatuses = [
  'Unsubmitted',
  'AwaitingApproval',
  'Declined',
  'Open',
  'Completed',
  'Canceled',
] as const

/** The status of an order. */
export type OrderStatus = (typeof orderStatuses)[number]

/** Not open yet. */
export const liveStatuses: readonly OrderStatus[] = ['Unsubmitted', 'AwaitingApproval', 'Declined']
