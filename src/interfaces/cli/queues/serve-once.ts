import { counted } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import type { Steps } from '../../../commands/source/outputs.ts';
import { stepsText } from '../../../commands/source/step-result.ts';
import { leavesOpen } from '../../../commands/source/synchronise.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { Run } from '../../../domain/records.ts';
import { doesText, type ShownState, shownState } from '../../../domain/state-words.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { isInQueue } from '../../../runs/merge/entry.ts';
import { jobProcess, pluginFolder, startSupervisor } from '../../../runs/supervisor/start-supervisor.ts';
import { startQueue, waitingQueues } from '../../../runs/upkeep/queues.ts';
import { upkeep } from '../../../scheduler/upkeep.ts';
import { harmless, jsonText, oneLine } from '../../../text/safe.ts';
import type { BackgroundJob, JobFolders, StartJob } from '../../../work/processes/background-job.ts';
import { ownIdentity } from '../../../work/processes/processes.ts';
import { isRunHere } from '../../../work/processes/run-here.ts';
import { type SourceState, sourceStates } from '../../../work/services/source-states.ts';
import type { Caller, Context } from '../../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { runJob } from '../../supervisor/job.ts';
import type { CallOf } from '../machine/table.ts';
import { barOn } from '../terminal/progress.ts';

/** One synchronisation of a source: the output of its command, or why it failed. */
type Synced = { source: string; command: string } & (
  | { steps: Steps }
  | { failed: { code: string; message: string; hint?: string } }
);

/** What became of a result that was to be merged, pushed or proposed. `open` if it waits, failed or returned to review. */
interface Result {
  run: string;
  state: ShownState;
  open: boolean;
  text: string;
}

/**
 * Does once what servers and schedulers do all the time: merges and sends the results that may land, and keeps sources in
 * step. What landed in the meantime, because of a pull request there, is then told to the sources, too.
 * @returns the exit code: 1 if something failed, waits, or needs a person
 */
export async function serveOnce({ input, flags, streams, caller }: CallOf<'serve'>): Promise<number> {
  const { dry_run: dryRun = false, source } = input;
  const bar = streams.put && barOn(streams.put, streams);
  const say = (text: string) => {
    bar?.clear();
    if (!flags.json) streams.out(harmless(text));
  };
  const jobs = createJobsHere();
  const opened = await openWorkspace({
    ...{ cwd: streams.cwd, env: streams.env, start: jobs.start, ...present({ now: streams.now }) },
    store: { validate: validateRecord, blocking: true },
  });
  const by = (): Caller => ({ ...caller(opened.store), progress: bar?.step });
  try {
    await opened.ready();
    const known = new Set(waiting(opened));
    const synced: Synced[] = [];
    const landed = async () => !dryRun && (await land(opened, by(), jobs));
    await landed();
    do
      for (const name of namesIn(opened, source)) {
        const one = await sync(opened, by(), name, dryRun);
        synced.push(one);
        say(syncedText(one));
      }
    while (await landed());
    for (const id of waiting(opened)) known.add(id);
    const results = Array.from(known, (id) => resultOf(opened.store.state.get('run', id)!, dryRun));
    for (const { text } of results) say(text);
    const left = leftIn(opened.context(by()), new Set(synced.map((one) => one.source)));
    for (const one of left) say(leftText(one));
    if (synced.length + results.length === 0) say('No source is enabled here, and no result waits for its merge.');
    const open =
      left.length > 0 ||
      results.some((one) => one.open) ||
      synced.some((one) => 'failed' in one || leavesOpen(one.steps));
    if (flags.json) streams.out(jsonText({ dryRun, sources: synced, results, left, open }));
    return open ? 1 : 0;
  } finally {
    bar?.clear();
    await opened.close();
  }
}

/** Collects the jobs of queues, to do them in this process. Other processes, such as supervisors of runs, start as ever. */
function createJobsHere() {
  const jobs = new Map<string, { job: BackgroundJob; folders: JobFolders }>();
  const start: StartJob = (job, folders) => {
    if (!('merge' in job) && !('send' in job)) return startSupervisor(job, folders);
    jobs.set(JSON.stringify(job), { job, folders });
    return undefined;
  };
  return {
    start,
    /** Does the jobs that were collected until now. What can't go on now waits for the next process. */
    async work(): Promise<void> {
      const now = [...jobs.values()];
      jobs.clear();
      for (const { job, folders } of now) {
        const [[name, what]] = Object.entries(job) as [[string, string]];
        const around = { ...jobProcess(folders), self: ownIdentity(), start, plugin: pluginFolder };
        await runJob(name, what, { ...around, patienceMs: 0 });
      }
    },
  };
}

/**
 * Merges, pushes and proposes the results of this machine that may land now.
 * @returns whether one was merged
 */
async function land(opened: Opened, by: Caller, { work }: ReturnType<typeof createJobsHere>): Promise<boolean> {
  const merged = () => runsIn(opened.store.state).filter(({ state }) => state === 'merged').length;
  await opened.ready();
  const before = merged();
  await upkeep(opened.context(by), ['time', 'runs']);
  // What was merged can be due to be pushed.
  for (const queue of ['merge', 'send'] as const) {
    const context = opened.context(by);
    for (const one of waitingQueues(context)) if (one.queue === queue) await startQueue(context, queue, one.repository);
    await work();
    await opened.ready();
  }
  return merged() > before;
}

/** Lists the runs of this machine that are to be merged, pushed or proposed. */
const waiting = ({ store }: Opened): string[] =>
  runsIn(store.state)
    .filter((run) => (isInQueue(run) || run.outgoing !== undefined) && isRunHere(run, store))
    .map(({ id }) => id);

/** Returns the states of synchronised sources that are not in step, also because of earlier synchronisations. */
const leftIn = (context: Context, names: ReadonlySet<string>): SourceState[] =>
  sourceStates(context, context.clock.now).filter(
    ({ name, conflicts, open, missing }) => names.has(name) && conflicts + open + missing > 0,
  );

function leftText({ name, conflicts, open, missing }: SourceState): string {
  const apart = open + missing;
  const told = [
    conflicts > 0 && `${counted(conflicts, 'conflict')}: \`backlog source conflicts ${shellWord(name)}\``,
    apart > 0 && `${counted(apart, 'issue')} not in step: \`backlog source show ${shellWord(name)}\``,
  ];
  return `Source ${name} has ${told.filter(Boolean).join('; ')}`;
}

const AT_REST: readonly ShownState[] = ['merged', 'proposed', 'discarded'];

function resultOf(run: Run, dryRun: boolean): Result {
  const state = shownState(run);
  const why = run.outgoing?.failed ?? run.waits?.text;
  const text = `Run ${run.id} ${doesText(run)}${why === undefined ? '' : `: ${oneLine(why, 200)}`}`;
  return { run: run.id, state, open: !dryRun && !AT_REST.includes(state), text };
}

/** Returns the sources that the call names; otherwise, all enabled services. */
function namesIn({ store: { state } }: Opened, named: string | undefined): string[] {
  if (named !== undefined) return [...new Set(named.split(',').flatMap((name) => name.trim() || []))];
  return Array.from(state.all('source')).flatMap(([name, one]) => (one.state === 'enabled' ? name : []));
}

/** Synchronises a source, or only pulls from one to which nobody agreed to push. One that fails keeps no other one waiting. */
async function sync(opened: Opened, by: Caller, name: string, dryRun: boolean): Promise<Synced> {
  const source = opened.store.state.get('source', name);
  const command = source && !source.agreed ? 'source_pull' : 'source_sync';
  try {
    const { output } = await execute(opened, by, commandNamed(command), { name, dry_run: dryRun });
    return { source: name, command, steps: output as Steps };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const { code, message, hint } = error;
    return { source: name, command, failed: { code, message, ...present({ hint }) } };
  }
}

function syncedText(one: Synced): string {
  const { source, command } = one;
  const lines =
    'failed' in one
      ? `failed: ${[one.failed.message, one.failed.hint].filter(Boolean).join('\n')}`
      : stepsText(one.steps);
  const only = command === 'source_pull' ? ', only pulled, because nobody agreed to push' : '';
  return `Source ${source}${only}\n${lines.replace(/^/gm, '  ')}`;
}
