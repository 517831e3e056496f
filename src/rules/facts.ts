/** An object of the wire. */
export type Json = Readonly<Record<string, unknown>>

/** What a rule is asked about: plain data in the wire's shape. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly order: Json
  /** The lines of the order; those that stand for a bundle are left out. */
  readonly items: readonly Json[]
  /** The line under test. */
  readonly item?: Json
  readonly orderReturn?: Json
  /** Categories of products, by product ID: those they stand in, and those with all above them. */
  readonly categories?: ReadonlyMap<
    string,
    { readonly direct: Iterable<string>; readonly above: Iterable<string> }
  >
  /** Rules that have been approved. */
  readonly approved?: Iterable<string>
}
