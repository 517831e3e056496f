/** A page a browser has come to. */
export interface Page {
  url: URL
  status: number
  text: string
}

/** A browser for one host, with cookies: follows redirects and sends forms, but runs no scripts. */
export class Browser {
  readonly #cookies = new Map<string, { pair: string; path: string }>()

  /**
   * Opens a URL and follows where it leads.
   * @param end stops before a URL that begins so
   */
  async open(url: string | URL, end: string, form?: URLSearchParams): Promise<Page> {
    const at = new URL(url)
    if (at.href.startsWith(end)) return { url: at, status: 0, text: '' }
    const cookies = [...this.#cookies.values()].filter((c) => at.pathname.startsWith(c.path))
    const response = await fetch(at, {
      method: form ? 'POST' : 'GET',
      body: form,
      headers: { Cookie: cookies.map((c) => c.pair).join('; ') },
      redirect: 'manual',
    })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    const text = await response.text()
    const location = response.headers.get('Location')
    return location ? this.open(new URL(location, at), end) : { url: at, status: response.status, text }
  }

  /** Sends the one form of a page, filled in. */
  submit(page: Page, values: Record<string, string>, end: string): Promise<Page> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)
    if (!action) throw new Error(`${page.url} answered ${page.status} without a form: ${page.text}`)
    const inputs = [...page.text.matchAll(/<input[^>]* name="([^"]+)"(?: value="([^"]*)")?/g)]
    const form = new URLSearchParams(inputs.map(([, name, value]) => [name!, value ?? '']))
    for (const [name, value] of Object.entries(values)) form.set(name, value)
    return this.open(new URL(action[1]!, page.url), end, form)
  }

  #keep(cookie: string) {
    const path = /;\s*path=([^;]+)/i.exec(cookie)?.[1] ?? '/'
    const pair = cookie.split(';')[0]!
    this.#cookies.set(`${pair.split('=')[0]} ${path}`, { pair, path })
  }
}
