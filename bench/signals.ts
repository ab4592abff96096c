import { once } from 'node:events';

/**
 * Waits for a signal, and keeps the process alive meanwhile, which a listener alone doesn't. Call it before you ask for
 * the signal: one that comes earlier ends the process, or starts Node's debugger.
 */
export async function untilSignal(name: 'SIGUSR1' | 'SIGUSR2'): Promise<void> {
  const staying = setInterval(() => {}, 1_000_000);
  await once(process, name);
  clearInterval(staying);
}
