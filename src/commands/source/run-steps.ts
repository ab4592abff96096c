import { shellWord } from '../../base/shell-word.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { SOURCE } from '../../domain/kinds/sync/service.ts';
import type { Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { FollowedAll } from '../../runs/pulls/follow.ts';
import { noticeShared } from '../../runs/upkeep/notice-shared.ts';
import { same, type Tx } from '../../store/index.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { enabledSource, type Links, linksOf, storePause } from '../../work/services/links.ts';
import { pullSource } from '../../work/services/pull.ts';
import { pullAgain } from '../../work/services/pull-again.ts';
import { type Pushed, pushSource } from '../../work/services/push.ts';
import type { PulledItems } from '../../work/services/put-items.ts';
import { settle } from '../../work/services/settle.ts';
import { changeSource, connectSource } from '../../work/services/sources.ts';
import { type Missing, missingOf } from '../../work/services/unread.ts';
import { fileSourceNamed } from '../../work/sync/file-sources.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { leadSync, type SyncLead } from '../task/exchange/lead-sync.ts';
import { fileStep } from './files.ts';
import type { StepInput, Steps } from './outputs.ts';
import { sourceSteps } from './step-result.ts';

/** Runs one step after the other. Only one process at a time synchronises a source. */
export async function runSourceSteps(
  context: Context,
  write: Write,
  { input, pulls, pushes }: { input: StepInput; pulls: boolean; pushes: boolean },
): Promise<Steps> {
  const { name, dry_run: dryRun = false, again } = input;
  const file = fileSourceNamed(context, name);
  if (file && again !== undefined)
    refuse('invalid', `source ${file.name} is a file, and only services have numbered items`, {
      hint: `Bring its line back: \`backlog source sync ${shellWord(file.name)}\``,
    });
  if (file) {
    const direction = pulls && pushes ? undefined : pulls ? 'pull' : 'push';
    return fileStep(context, write, { source: file, direction, only: input.only, dryRun });
  }
  const source = enabledSource(context, name);
  if (again !== undefined) checkPerson(context, 'purged', `source pull ${name} --again ${shellWord(again)}`);
  if (pushes && !dryRun) await agreed(context, write, input);
  let led: SyncLead | undefined;
  const lead = async () => {
    led ??= await leadSync(context, `source ${name}`);
    if (!(await led?.keep()))
      refuse('conflict', `another process is synchronising ${name}`, { hint: 'Run the command again in a moment.' });
  };
  // A pull that finds nothing new writes nothing.
  const leading: Write = async (fn) => {
    if (!dryRun) await lead();
    return write((tx) => {
      checkStill(tx, source);
      return fn(tx);
    });
  };
  try {
    if (pushes && !dryRun) await lead();
    const connection = await connectSource(context, source, process.env);
    const now = () => enabledSource(context, name);
    const before = linksOf(context, name);
    let [pulled, pushed]: [PulledItems | undefined, Pushed | undefined] = [undefined, undefined];
    if (!dryRun) await settle(context, leading, { source: now(), connection });
    const asked = { source: now(), connection, dryRun };
    // A merge there completes a task before its issue, which the merge closed, is read. The push closes other issues.
    const followed = pulls && again === undefined ? await follow(context, { source: name, dryRun }) : undefined;
    if (again !== undefined) pulled = await pullAgain(context, leading, { ...asked, said: again });
    else if (pulls && !followed?.waits) pulled = await pullSource(context, leading, { ...asked, before });
    const added = pushes ? await tasksToAdd(context, input.only) : [];
    const isWaiting = pulled?.waits !== undefined || followed?.waits !== undefined;
    if (pushes && !isWaiting && !dryRun)
      await noticeShared(context, new Set(Array.from(linksOf(context, name).all.values(), ({ task }) => task)));
    if (pushes && !isWaiting)
      pushed = await pushSource(context, leading, {
        source: now(),
        connection,
        dryRun,
        confirmed: input.confirm ?? undefined,
        added,
        before,
      });
    return sourceSteps({
      ...{
        source: name,
        only: input.only,
        dryRun,
        requests: connection.requests() + (followed?.requests ?? 0),
        pulled,
        pushed,
        followed,
        missing: goneSince(context, before, [...(pulled?.missing ?? []), ...(pushed?.left ?? [])]),
      },
      taskOf: (uuid) => context.queue.get(uuid),
    });
  } catch (error) {
    if (!dryRun) await storePause(write, name, error);
    throw error;
  } finally {
    await led?.release();
  }
}

/** Returns the items that are gone since a synchronisation began, without those that are named already. */
function goneSince(
  { store: { state } }: Context,
  before: Links,
  named: readonly { number: number | undefined }[],
): Missing[] {
  const numbers = new Set(named.map(({ number }) => number));
  return Array.from(before.all).flatMap(([id, { gone }]) => {
    const now = state.get('linked', id);
    return now?.gone && now.gone !== gone && !numbers.has(now.number) ? [missingOf(now, 'item')] : [];
  });
}

/**
 * Stops a synchronisation whose source a person disabled, or changed: it would go on by the former filter or list, and
 * pass what the new one has. What it has just sent stays in its journal, so that the next
 * one recognises it.
 * @throws BacklogError `conflict`
 */
function checkStill(tx: Tx, source: Source): void {
  const { name, at } = source;
  const now = tx.get('source', name);
  if (now && same(ownPart(now), ownPart(source))) return;
  const did = now?.at !== at ? 'removed' : now.state === 'enabled' ? 'changed' : 'disabled';
  refuse('conflict', `source ${name} was ${did} meanwhile`, {
    hint: 'Changes until then stay. List the sources: `backlog source list`',
  });
}

/** What only a person changes of a source while it is synchronised. */
const ownPart = (source: Source) =>
  Object.fromEntries(
    Object.entries(source).filter(([field]) => field !== 'agreed' && !SOURCE.bookkeeping?.includes(field)),
  );

/** Reads the pull requests of runs. Loads its code only if there are some. */
async function follow(
  context: Context,
  { source, dryRun }: { source: string; dryRun: boolean },
): Promise<FollowedAll | undefined> {
  const { state } = context.store;
  if (!Array.from(state.all('pull')).some(([, pull]) => pull.source === source)) return undefined;
  const { followPulls } = await import('../on-call.ts');
  return followPulls(context, { source, dryRun }, process.env);
}

/** Checks that a person agreed once that Backlog changes things there. */
async function agreed(context: Context, write: Write, { name, agree }: StepInput): Promise<void> {
  const source = enabledSource(context, name);
  if (source.agreed) return;
  if (!agree)
    refuse('forbidden', `nobody agreed yet that Backlog changes issues of ${source.list}`, {
      hint: `Look at the changes: \`backlog source push ${name} --dry-run\`. Then a person agrees once: \`backlog source push ${name} --agree\``,
    });
  checkPerson(context, 'sources.push', `source push ${name} --agree`);
  const actor = formatActor(context.caller.actor);
  await write((tx) => changeSource(tx, context, name, { agreed: { at: tx.at, actor } }));
}

/** Returns the open tasks that become issues. */
async function tasksToAdd(context: Context, only: string | undefined): Promise<Task[]> {
  if (only === undefined) return [];
  const filter = await compileContextFilter(context, only);
  return filter.select(context.facts()).filter(({ status, source }) => status === 'pending' && !source);
}
