import { once } from 'node:events';

const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Waits until Ctrl+C or a signal ends this process.
 * @param interrupted aborted by Ctrl+C, or by the caller when it no longer waits
 * @returns the name of the signal
 */
export async function untilEnded(interrupted: AbortSignal): Promise<string> {
  const over = new AbortController();
  const stops = SIGNALS.map((signal) => ({ signal, stop: () => over.abort(signal) }));
  for (const { signal, stop } of stops) process.once(signal, stop);
  const any = AbortSignal.any([interrupted, over.signal]);
  if (!any.aborted) await once(any, 'abort');
  for (const { signal, stop } of stops) process.off(signal, stop);
  return over.signal.aborted ? String(over.signal.reason) : 'SIGINT';
}
