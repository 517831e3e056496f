/** Milliseconds between two runs, as in production. */
const MINUTE = 60_000

/** Runs the scheduled handler now and every minute, which `wrangler dev` does not do by itself. */
export function runCrons(url: string): void {
  const run = () => fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`).catch(() => {})
  // Nothing is lost when one is missed: the next finds what it would have found.
  void run()
  setInterval(run, MINUTE).unref()
}
