import { invalid } from '../api/errors.ts'
import { isID } from '../api/names.ts'
import type { Endpoint } from '../api/operation.ts'
import { isLiteral } from '../resource/reserved-ids.ts'

/**
 * Checks an ID that a PUT gives to what it makes.
 * @throws ApiError 400 for one outside the alphabet, or that is part of a path
 */
export function refuseID(operation: Endpoint, property: string, id: string): void {
  if (!isID(id) || isLiteral(operation.path, id))
    throw invalid(
      property,
      'Pattern',
      `${property} must have 1 to 100 characters, letters, digits, hyphens and underscores, and be no part of a path.`,
    )
}
