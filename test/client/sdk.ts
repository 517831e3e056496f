import { Auth, Configuration, type OrderCloudError } from 'ordercloud-javascript-sdk'
import { expect, inject } from 'vitest'
import { backOffice, PASSWORD } from '../../scripts/demo/demo.ts'

/** Points the SDK at the Worker; returns options of a call as the seller's administrator. */
export async function useWorker(): Promise<{ accessToken: string }> {
  Configuration.Set({ baseApiUrl: inject('url') })
  return { accessToken: (await Auth.Login('admin', PASSWORD, backOffice)).access_token }
}

/** The error a call ends with. */
export const errorOf = (call: Promise<unknown>): Promise<OrderCloudError> =>
  call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  )
