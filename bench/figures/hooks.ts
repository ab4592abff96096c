import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode } from '../floors.ts';
import { agent, type Call, edit, launch, runHook, SESSION, sessionStart } from '../hook-call.ts';
import type { BenchProject } from '../stores.ts';

/** The number of tasks for all hooks except the edit check. */
const USUAL = 10_000;

/**
 * Measures the hook script from the start of its process to its end, compared with a process that does nothing. The
 * script runs at the start and the end of a session, and for other hooks only if there is no server.
 */
export async function hookFigures(bench: Bench): Promise<Figure[]> {
  const usual = Math.min(USUAL, bench.sizes.at(-1)!);
  const figures = await editCheckFigures(bench);
  for (const { size, age } of everyStore(bench).filter((store) => store.size === usual)) {
    figures.push(...(await sessionFigures(bench, await bench.store(size, age), storeName(size, age))));
  }
  return figures;
}

/**
 * Measures the edit check in all stores, one after the other. Makes all stores before the claims, because claims
 * expire.
 */
async function editCheckFigures(bench: Bench): Promise<Figure[]> {
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const { size, age } of everyStore(bench)) await bench.store(size, age);
  for (const { size, age } of everyStore(bench)) {
    const place = await bench.store(size, age);
    measurements[storeName(size, age)] = await editCheckOf(bench, place);
  }
  const crowded = await bench.store(Math.min(USUAL, bench.sizes.at(-1)!), 'long');
  const few = newestSnapshot(crowded);
  const text = readFileSync(few, 'utf8');
  measurements['1,000 claims'] = async () => {
    writeFileSync(few, withClaims(text, 1_000));
    const took = await timed(() => runHook(bench, crowded, EDIT_CHECK, 0));
    writeFileSync(few, text);
    return took;
  };
  const { floor, ...samples } = await alternate(bench.rounds(20), measurements);
  return Object.entries(samples).map(([at, ms]) =>
    figure({
      name: nameOf(EDIT_CHECK),
      at,
      unit: 'ms',
      samples: ms,
      floor: floor!,
      target: { of: 'ratio', most: 2 },
    }),
  );
}

function newestSnapshot({ dir }: BenchProject): string {
  const folder = join(dir, 'claims');
  return join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .at(-1)!,
  );
}

/** Returns a snapshot of claims with copies of its first claim, each of a folder of its own. */
function withClaims(text: string, count: number): string {
  const end = text.indexOf('\n');
  const records = JSON.parse(text.slice(0, end)) as { claim: Record<string, { scope: { glob: string }[] }> };
  const [[id, first]] = Object.entries(records.claim) as [[string, (typeof records.claim)[string]]];
  for (let n = 0; n < count; n++)
    records.claim[`${id}-${n}`] = { ...first, scope: first.scope.map((at) => ({ ...at, glob: `src/n${n}/**/*.ts` })) };
  return `${JSON.stringify(records)}${text.slice(end)}`;
}

/** Returns the measurement of the edit check in a store with claims. */
export async function editCheckOf(bench: Bench, place: BenchProject): Promise<Measurement> {
  await claimSomething(bench, place);
  return () => timed(() => runHook(bench, place, EDIT_CHECK, 0));
}

/** Measures the other hooks, in the order of a session. */
async function sessionFigures(bench: Bench, place: BenchProject, at: string): Promise<Figure[]> {
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const call of SESSION_CALLS) {
    let n = 0;
    measurements[nameOf(call)] = () => timed(() => runHook(bench, place, call, ++n));
  }
  const { floor, ...samples } = await alternate(bench.rounds(15), measurements);
  expectQuiet(place);
  return Object.entries(samples).map(([name, ms]) =>
    figure({ name, at, unit: 'ms', samples: ms, floor: floor!, target: { of: 'ratio', most: 3.5 } }),
  );
}

function nameOf({ name, event }: Call): string {
  const isScript = HOOK_EVENTS.some((row) => row.event === event && row.answeredBy === 'script');
  return `hook: ${name}${isScript ? '' : ', without a server'}`;
}

const EDIT_CHECK: Call = {
  name: 'edit check',
  event: 'PreToolUse',
  fields: edit('src/another-session/index.ts'),
  says: '"deny"',
  byShell: true,
};

/** Hook calls of a session in their order, for each round. */
const SESSION_CALLS: readonly Call[] = [
  sessionStart,
  // From the second round on, this call continues the task that the session's end handed off.
  { name: 'session resumed', event: 'SessionStart', fields: () => ({ source: 'resume' }) },
  {
    name: 'call of a tool of ours',
    event: 'PreToolUse',
    fields: () => ({ tool_name: 'mcp__plugin_backlog_tasks__task_annotate' }),
  },
  {
    name: 'dispatch of a subagent',
    event: 'PreToolUse',
    fields: (n) => ({
      ...launch(n),
      tool_name: 'Agent',
      tool_input: { description: 'work', prompt: `Do task ${20 + n}`, subagent_type: 'backlog:implementer' },
    }),
    says: 'updatedInput',
  },
  { name: 'subagent start', event: 'SubagentStart', fields: agent, says: 'additionalContext' },
  { name: 'late edit check', event: 'PostToolUse', fields: edit('src/free/index.ts') },
  {
    name: 'subagent stop',
    event: 'SubagentStop',
    fields: (n) => ({ ...agent(n), stop_hook_active: false, last_assistant_message: 'sub done' }),
  },
  {
    name: 'mirror of a new task',
    event: 'TaskCreated',
    fields: (n) => ({ task_id: String(n), task_subject: `Client task ${n}`, task_description: 'More of it' }),
  },
  {
    name: 'mirror of a change',
    event: 'PostToolUse',
    fields: (n) => ({
      tool_name: 'TaskUpdate',
      tool_input: { taskId: String(n), status: 'in_progress' },
      tool_response: { success: true, taskId: String(n), updatedFields: ['status'] },
    }),
  },
  {
    name: 'mirror of a completion',
    event: 'TaskCompleted',
    fields: (n) => ({ task_id: String(n), task_subject: `Client task ${n}`, task_description: 'More of it' }),
  },
  { name: 'session end', event: 'SessionEnd', fields: () => ({ reason: 'other' }) },
];

/** Checks the store's diagnostics, because hooks don't show their failures to the user. */
function expectQuiet({ dir }: BenchProject): void {
  const file = join(dir, 'diagnostics.log');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  // The guard says once that the session has no server.
  const failed = lines.filter((line) => line !== '' && !line.includes(' guard, shown to session '));
  if (failed.length > 0) throw new Error(`hooks failed:\n${failed.join('\n')}`);
}

/**
 * Claims a task for the payloads' session and one for another session, so that checks have claims to read. The other
 * session's server lives until the bench ends, as its claim does.
 */
async function claimSomething(bench: Bench, place: BenchProject): Promise<void> {
  for (const session of [SESSION, 'another-session']) {
    const server = bench.start(place, { CLAUDE_CODE_SESSION_ID: session });
    await server.initialize();
    const added = await server.text('task_add', { description: `Work of ${session}`, scope: [`src/${session}/**`] });
    await server.text('task_start', { id: /^Added (\d+)/.exec(added)?.[1] });
    if (session !== SESSION) continue;
    server.end('SIGKILL'); // A normal end would hand the task off.
    await server.ended;
  }
}
