/**
 * The URL an integration event is called at: the suffix behind its path, whose trailing slash goes; a query stays last.
 * @param suffix begins with a slash; lower case, since file-routed handlers are
 */
export function eventUrl(url: string, suffix: string): string {
  const [, path, query = ''] = /^([^?#]*?)\/?(\?[^#]*)?(?:#.*)?$/s.exec(url)!
  return `${path}${suffix}${query}`
}
