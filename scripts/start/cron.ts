/** Milliseconds between two runs, as in production. */
const MINUTE = 60_000

/** Runs the scheduled handler every minute, which `wrangler dev` does not do by itself. */
export function runCrons(url: string): void {
  const run = () => fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`).catch(() => {})
  // Nothing is lost when one is missed: the next finds what it would have found.
  setInterval(run, MINUTE).unref()
}
