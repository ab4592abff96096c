import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type ClientVersion, whyLeftOut } from '../../test/e2e/support/clients.ts';
import { call, type Reply } from '../../test/e2e/support/reply.ts';
import type { Bench } from '../bench.ts';
import { openSession, type Session } from '../client.ts';
import { type Figure, figure } from '../figure.ts';

const ROUNDS = 30;
const TOOL = 'mcp__plugin_backlog_tasks__';
const ALLOWED = ['Write', 'Edit', `${TOOL}*`];

/**
 * Measures the time that the plugin adds in the real client, from the model's answer to the client's next request. Each
 * round has one step of every session, so that a slow period affects all of them.
 */
export async function clientFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const version of ['old', 'new'] as const) {
    const reason = whyLeftOut(version);
    if (reason) bench.progress(`${version} Claude Code is left out: ${reason}`);
    else figures.push(...(await figuresOf(bench, version)));
  }
  return figures;
}

/** A measured step, and the sessions that do it. */
interface Step {
  name: string;
  reply: (round: number) => Reply;
  launches?: boolean;
  in: readonly (keyof Arms)[];
}

/** Sessions with the plugin and a queue, with only the plugin, and without the plugin. */
type Arms = Record<'queue' | 'plugin' | 'bare', Session>;

const STEPS: readonly Step[] = [
  {
    name: 'Write',
    reply: (n) => call('Write', { file_path: `w${n}.txt`, content: 'one\n' }),
    in: ['queue', 'plugin', 'bare'],
  },
  {
    name: 'Edit',
    reply: (n) => call('Edit', { file_path: `w${n}.txt`, old_string: 'one', new_string: 'two' }),
    in: ['queue', 'plugin', 'bare'],
  },
  { name: 'read', reply: () => call(`${TOOL}task_info`, { id: 1 }), in: ['queue'] },
  { name: 'write', reply: (n) => call(`${TOOL}task_annotate`, { id: 1, text: `note ${n}` }), in: ['queue'] },
  {
    name: 'Agent',
    reply: (n) =>
      call('Agent', {
        description: 'work',
        prompt: `Do task ${n + 10}`,
        subagent_type: 'general-purpose',
        run_in_background: false,
      }),
    launches: true,
    in: ['queue', 'plugin', 'bare'],
  },
];

async function figuresOf(bench: Bench, version: ClientVersion): Promise<Figure[]> {
  const arms = await openArms(bench, version);
  const samples = new Map<string, number[]>();
  const rounds = bench.rounds(ROUNDS);
  for (let round = 0; round < rounds + 2; round++) {
    for (const step of STEPS) {
      for (const arm of step.in) {
        const took = await (step.launches ? arms[arm].launch(step.reply(round)) : arms[arm].step(step.reply(round)));
        if (round >= 2) samples.set(`${step.name} ${arm}`, [...(samples.get(`${step.name} ${arm}`) ?? []), took]);
      }
    }
  }
  await Promise.all(Object.values(arms).map((session) => session.end()));
  const more = (name: string, one: string, other: string, most: number) =>
    added({ name, at: `${version} client`, with: samples.get(one) ?? [], without: samples.get(other) ?? [], most });
  return [
    more('a Write', 'Write queue', 'Write bare', 10),
    more('an Edit', 'Edit queue', 'Edit bare', 10),
    more('a writing tool, more than a reading one', 'write queue', 'read queue', 8),
    more('an Agent launch with a task', 'Agent queue', 'Agent bare', 25),
    more('a Write without a queue', 'Write plugin', 'Write bare', 5),
    more('an Edit without a queue', 'Edit plugin', 'Edit bare', 5),
    more('an Agent launch without a queue', 'Agent plugin', 'Agent bare', 5),
  ];
}

/**
 * Returns the median difference between two sessions in the same round. The comparison value is the duration without
 * the plugin.
 */
function added(of: { name: string; at: string; with: number[]; without: number[]; most: number }): Figure {
  const samples = of.with.map((ms, round) => ms - (of.without[round] ?? 0));
  const whole = figure({ name: of.name, at: of.at, unit: 'ms', samples: of.with, floor: of.without });
  const judged = figure({
    name: of.name,
    at: of.at,
    unit: 'ms',
    samples,
    target: { of: 'median', least: Number.NEGATIVE_INFINITY, most: of.most },
  });
  return { ...judged, name: `client adds to ${of.name}`, ...(whole.floor === undefined ? {} : { floor: whole.floor }) };
}

async function openArms(bench: Bench, version: ClientVersion): Promise<Arms> {
  const queue = await bench.empty(`client-${version}-queue`);
  await fill(bench, queue);
  const open = async (name: string, plugin: string | undefined, project: string, env = {}) =>
    openSession({
      version,
      project,
      home: join(bench.folder, `client-${version}-${name}`),
      env,
      plugin,
      allowed: ALLOWED,
    });
  const [queued, alone, bare] = await Promise.all([
    open('queue-home', bench.plugin, queue.project, { ...queue.env }),
    open('plugin-home', bench.plugin, repository(bench, `client-${version}-plugin`), {
      BACKLOG_HOME: join(bench.folder, 'none'),
    }),
    open('bare-home', undefined, repository(bench, `client-${version}-bare`)),
  ]);
  return { queue: queued, plugin: alone, bare };
}

/** Adds enough tasks for all launches, and one task for notes. Each task has its own scope. */
async function fill(bench: Bench, place: Awaited<ReturnType<Bench['empty']>>): Promise<void> {
  const server = bench.start(place);
  await server.initialize();
  const rows = Array.from({ length: 60 }, (_, n) => ({ description: `Task ${n}`, scope: [`src/part${n}/**`] }));
  await server.text('task_import', { tasks: rows });
  server.end('closed stdin');
  await server.ended;
}

function repository(bench: Bench, name: string): string {
  const folder = join(bench.folder, name);
  execFileSync('git', ['init', '-q', folder], { env: { PATH: process.env.PATH, HOME: bench.folder } });
  return folder;
}
