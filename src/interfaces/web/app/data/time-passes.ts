/** Milliseconds after which what depends on the time is asked again: dates pass, leases end, urgency grows. */
const EVERY_MS = 60_000;

/** Is told from time to time that time has passed, while somebody looks at the page; answers what ends that. */
export function onTime(listener: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) listener();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
