import { join } from 'node:path';
import { whyLeftOut } from '../../test/e2e/support/clients.ts';
import { call } from '../../test/e2e/support/reply.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { openSession, type Session } from '../client.ts';
import { figure, type Row } from '../figure.ts';
import type { BenchProject } from '../stores.ts';
import { DISK, openGrounds } from './grounds.ts';
import { alternating, MORE_MS, START_RATIO } from './hooks.ts';
import { queueOn } from './queues.ts';

/** Starts of the client on each queue, and files that it writes there. */
const ROUNDS = { starts: 10, writes: 30 };

/**
 * Measures the real client on a queue of a distant server beside one on this disk, in turns: from its start to its first
 * request to the model, and from the model's answer that writes a file to the client's next request.
 */
export async function* backendClientFigures(bench: Bench): AsyncGenerator<Row> {
  const reason = whyLeftOut('new');
  if (reason) return bench.progress(`Claude Code is left out: ${reason}`);
  const ground = (await openGrounds(bench)).find(({ isFar }) => isFar);
  if (!ground) return;
  const places = [await queueOn(bench, DISK, 'client-disk'), await queueOn(bench, ground, 'client-far')] as const;
  const at = ground.name;

  const start = (place: BenchProject) => async (n: number) => {
    let session: Session | undefined;
    const ms = await timed(async () => {
      session = await sessionOf(bench, place, `start-${n}`);
    });
    await session!.end();
    return ms;
  };
  const starts = await alternating(bench, [start(places[0]), start(places[1])], ROUNDS.starts);
  yield figure({
    ...{ name: 'start of the real client, floor: disk', at, unit: 'ms' as const },
    ...{ samples: starts.there, floor: starts.here, target: { of: 'ratio' as const, most: START_RATIO } },
  });

  const sessions = [await sessionOf(bench, places[0], 'disk'), await sessionOf(bench, places[1], 'far')] as const;
  const write = (session: Session) => (n: number) =>
    session.step(call('Write', { file_path: `w${n}.txt`, content: 'one\n' }));
  const { more } = await alternating(bench, [write(sessions[0]), write(sessions[1])], ROUNDS.writes);
  await Promise.all(sessions.map((session) => session.end()));
  const target = { of: 'median' as const, most: MORE_MS };
  yield figure({ name: 'a Write in the real client: more than on disk', at, unit: 'ms', samples: more, target });
}

function sessionOf(bench: Bench, { project, env }: BenchProject, name: string): Promise<Session> {
  const home = join(bench.folder, `client-${name}`);
  return openSession({ version: 'new', project, home, env, plugin: bench.plugin, allowed: ['Write'] });
}
