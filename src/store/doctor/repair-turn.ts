import { hostname } from 'node:os';
import { BacklogError } from '../../domain/errors.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { REPAIRS, repairNumber, repairPath } from '../layout.ts';
import { isRunning } from '../workspace/set-aside.ts';

/** Milliseconds after which a repair on another machine, whose processes nobody here sees, counts as ended. */
const OVER_MS = 10 * 60_000;

/** Who repairs a queue. */
interface Repairer {
  host: string;
  pid: number;
  at: Instant;
}

/**
 * Does work as the queue's only repair. A second one that continued later would move files that others wrote after the
 * first. A file with a number says who has the turn. A killed repair leaves it; the next one takes the next number.
 * @throws BacklogError `contention` while another repair is active
 */
export async function aloneRepairing<T>(backend: Backend, now: number, work: () => Promise<T>): Promise<T> {
  const own = await takeTurn(backend, now);
  try {
    return await work();
  } finally {
    for (const seq of (await turns(backend).catch(() => [])).filter((seq) => seq <= own))
      await backend.delete(repairPath(seq)).catch(() => undefined);
  }
}

async function takeTurn(backend: Backend, now: number): Promise<number> {
  const before = await turns(backend);
  for (const seq of before) await checkOver(backend, seq, now);
  const own = (before.at(-1) ?? 0) + 1;
  const repairer: Repairer = { host: hostname(), pid: process.pid, at: toInstant(now) };
  if (!(await backend.put(repairPath(own), JSON.stringify(repairer)))) await checkOver(backend, own, now);
  try {
    // Another one may have begun with another number since the first look.
    for (const seq of await turns(backend)) if (seq !== own) await checkOver(backend, seq, now);
    return own;
  } catch (error) {
    await backend.delete(repairPath(own));
    throw error;
  }
}

/** Returns the numbers of the turns, in order. */
async function turns(backend: Backend): Promise<number[]> {
  const names = (await backend.list(REPAIRS)).map(({ name }) => repairNumber(name));
  return names.filter((seq) => seq !== null).sort((a, b) => a - b);
}

async function checkOver(backend: Backend, seq: number, now: number): Promise<void> {
  const other = repairerIn(await backend.get(repairPath(seq)));
  if (!other || !isActive(other, now)) return;
  throw new BacklogError('contention', `process ${other.pid} on ${other.host} is repairing ${backend.location}`, {
    hint: 'Nothing was changed. Wait until it has ended, then try again: `backlog doctor`',
    data: { ...other },
  });
}

function isActive({ host, pid, at }: Repairer, now: number): boolean {
  return host === hostname() ? isRunning(pid) : now - Date.parse(at) < OVER_MS;
}

function repairerIn(bytes: Buffer | null): Repairer | null {
  try {
    return bytes && (JSON.parse(bytes.toString()) as Repairer);
  } catch {
    return null;
  }
}
