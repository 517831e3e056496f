/** Hextets of an IPv6 address that say whose network it is: a household or a host is given that many, and all below. */
const NETWORK = 4

/**
 * Whom an address stands for. Of an IPv6 address that is its network (/64), since whoever has one has 2^64 addresses in
 * it; an IPv4 address that is written as IPv6 is the IPv4 address.
 * @param address as a proxy tells it; what is no IP address stays as it is
 */
export function networkOf(address: string): string {
  const hextets = hextetsOf(address)
  if (!hextets) return address
  const isMapped = hextets.slice(0, 6).join() === '0,0,0,0,0,ffff'
  if (!isMapped) return `${hextets.slice(0, NETWORK).join(':')}::/64`
  const [high, low] = hextets.slice(6).map((h) => Number.parseInt(h, 16)) as [number, number]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight parts of an IPv6 address, without leading zeros; undefined for anything else. */
function hextetsOf(address: string): string[] | undefined {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)) return undefined
  // The platform reads every way of writing one, and writes it in one way.
  const url = URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`) : undefined
  if (!url) return undefined
  const [head, tail] = url.hostname.slice(1, -1).split('::') as [string, string?]
  const parts = (text: string | undefined) => (text ? text.split(':') : [])
  const [first, last] = [parts(head), parts(tail)]
  return [...first, ...new Array<string>(8 - first.length - last.length).fill('0'), ...last]
}
