/** Code of the first error of a refusal. */
export const code = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors[0]!.ErrorCode

/** IDs on a page of a list, in order. */
export const ids = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)
