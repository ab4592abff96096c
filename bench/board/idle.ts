import { readdirSync, readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';

/** Clock ticks per second in /proc. */
const TICKS = 100;

/**
 * Returns the CPU time of an idle page's main thread and of its server's processes, in percent of the time that passes.
 * @param ms duration of the measurement
 */
export async function idleShare(page: Page, server: number, ms: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => (await workedMs(session)) + serverMs(server);
  const before = await worked();
  const began = performance.now();
  await page.waitForTimeout(ms);
  return (100 * ((await worked()) - before)) / (performance.now() - began);
}

/** Returns the CPU time of a page's main thread in milliseconds. */
export async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

/** Returns the CPU time of a process and of those that it started, in milliseconds. */
function serverMs(pid: number): number {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [statOf(name)] : []));
  const sum = (of: number): number => {
    const own = all.find((one) => one?.pid === of)?.ticks ?? 0;
    return all.reduce((total, one) => (one?.parent === of ? total + sum(one.pid) : total), own);
  };
  return (sum(pid) * 1_000) / TICKS;
}

/** Returns a process's parent and CPU time (proc(5)). Undefined if it has ended. */
function statOf(pid: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
