/** Stands in every name of the world, so that it would be recognised in an answer to somebody else. */
export const MARK = 'World-Of-Its-Own'
