import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { eachRow, figure, type Row } from '../figure.ts';
import { type Call, edit, runHook, SESSION, sessionStart } from '../hook-call.ts';
import type { BenchProject } from '../stores.ts';
import { DISK, type Ground, openGrounds } from './grounds.ts';
import { queueOn } from './queues.ts';

/** Milliseconds that a check of an edit may take longer on a server than on a disk. */
export const MORE_MS = 10;
export const START_RATIO = 1.5;
const PAIRS = 20;

const WRITE: Call = {
  name: 'Write',
  event: 'PreToolUse',
  fields: (n, project) => ({ ...edit('src/another-session/index.ts')(n, project), tool_name: 'Write' }),
  says: '"deny"',
};

/**
 * Measures hooks of queues on servers beside those of a queue on this disk: one call here, one there, and again. The
 * edit check runs in the session's server, and in a script where the server isn't connected.
 */
export async function* backendHookFigures(bench: Bench): AsyncGenerator<Row> {
  const disk = await claimed(bench, await queueOn(bench, DISK, 'hooks-disk'));
  for (const [i, ground] of (await openGrounds(bench)).entries()) {
    yield* eachRow('hooks', ground.name, () => pairs(bench, disk, { ground, name: `hooks-${i}` }));
  }
}

async function* pairs(
  bench: Bench,
  disk: BenchProject,
  { ground, name }: { ground: Ground; name: string },
): AsyncGenerator<Row> {
  const place = await claimed(bench, await queueOn(bench, ground, name));
  const at = ground.name;
  const inServer = [await checkInServer(bench, disk), await checkInServer(bench, place)] as const;
  for (const [what, call] of [
    ['Write, by the server', inServer],
    ['Write, by a script', [script(bench, disk, WRITE), script(bench, place, WRITE)]],
  ] as const) {
    const { more } = await alternating(bench, call);
    yield figure({
      name: `${what}: more than on disk`,
      at,
      unit: 'ms',
      samples: more,
      target: { of: 'median', most: MORE_MS },
    });
  }
  const { here, there } = await alternating(bench, [
    script(bench, disk, sessionStart),
    script(bench, place, sessionStart),
  ]);
  yield figure({
    ...{ name: 'session start, floor: disk', at, unit: 'ms' as const, samples: there, floor: here },
    target: { of: 'ratio', most: START_RATIO },
  });
  for (const { dir } of [disk, place]) {
    const file = join(dir, 'diagnostics.log');
    if (existsSync(file)) throw new Error(`hooks failed:\n${readFileSync(file, 'utf8')}`);
  }
}

type Timed = (n: number) => Promise<number>;

/** Calls both in turns; every other time, the second one first. `more` has the difference of each pair. */
export async function alternating(bench: Bench, [one, other]: readonly [Timed, Timed], pairs = PAIRS) {
  const [here, there, more]: [number[], number[], number[]] = [[], [], []];
  for (let n = 0; n <= bench.rounds(pairs); n++) {
    const first = n % 2 === 0 ? await one(n) : undefined;
    const second = await other(n);
    const disk = first ?? (await one(n));
    // The first calls fill caches.
    if (n === 0) continue;
    here.push(disk);
    there.push(second);
    more.push(second - disk);
  }
  return { here, there, more };
}

function script(bench: Bench, place: BenchProject, call: Call): Timed {
  return (n) => timed(() => runHook(bench, place, call, n));
}

/** Returns a call of the edit check in a server that goes on, as the client calls it before an edit. */
async function checkInServer(bench: Bench, place: BenchProject): Promise<Timed> {
  const server = bench.start(place, { CLAUDE_CODE_SESSION_ID: SESSION, CLAUDE_PROJECT_DIR: place.project });
  await server.initialize();
  return (n) =>
    timed(async () => {
      const answer = await server.text('hook', {
        hook_event_name: 'PreToolUse',
        ...{ session_id: SESSION, cwd: place.project, tool_use_id: `toolu_${n}` },
        tool_name: 'Write',
        tool_input: { file_path: join(place.project, 'src/another-session/index.ts') },
      });
      if (!answer.includes('"deny"')) throw new Error(`the hook answered "${answer}"`);
    });
}

/** Claims files for another session, so that the check has a claim to read. */
async function claimed(bench: Bench, place: BenchProject): Promise<BenchProject> {
  const server = bench.start(place, { CLAUDE_CODE_SESSION_ID: 'another-session' });
  await server.initialize();
  await server.text('claim_acquire', { scope: ['src/another-session/**'] });
  server.end('SIGKILL'); // A normal end would release the claim.
  await server.ended;
  return place;
}
