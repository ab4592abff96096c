import * as z from 'zod';
import { present } from '../../../base/present.ts';
import { holderLabel, scopesMeet } from '../../../claims/index.ts';
import { formatOrigin } from '../../../domain/actor.ts';
import { callOf, inDoorWords } from '../../../domain/calls/door.ts';
import { idInput } from '../../../domain/calls/inputs.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { fromInstant } from '../../../domain/instant.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import type { Claim, Run } from '../../../domain/records.ts';
import { type TimeLeft, timeLeft } from '../../../domain/runs/times/time-left.ts';
import { type NextStep, nextStep, nextStepOf } from '../../../domain/task/next-step.ts';
import type { Task } from '../../../domain/task/task.ts';
import { seenBy } from '../../../domain/task/unmet-criteria.ts';
import { originOf } from '../../../report/origin.ts';
import { wordedTaskOf } from '../../../report/task-line.ts';
import { leadingRunOf } from '../../../runs/find-run.ts';
import { comesFirst } from '../../../runs/stack/next-start.ts';
import { leftReader } from '../../../runs/view/run-view.ts';
import { briefDoc } from '../../../text/brief.ts';
import { type AroundRun, leftText, nextOfRun, reportText } from '../../../text/runs/run.ts';
import { oneLine } from '../../../text/safe.ts';
import { formatFull } from '../../../time/index.ts';
import { anyArchived } from '../../../work/archive/is-archived.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { related } from '../../../work/claim/claims.ts';
import { mirrorOf } from '../../../work/subagents/mirror.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import { attemptOf } from '../../../work/task/evidence.ts';
import { seekTask } from '../../../work/task/find.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';
import { missingAmong } from '../../source/missing.ts';
import { missingLine } from '../../source/outputs.ts';

export const taskInfo = defineCommand({
  name: 'task_info',
  title: 'Show a task',
  elsewhere:
    'get, information, show, view, open, dep list, comment list, comments, notes, attachment list, draft view, draft show',
  summary: 'Show a task: fields, spec, acceptance criteria, dependencies, claims.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      id: idInput(),
      format: z.enum(['text', 'json']).describe('json: all fields').optional(),
    }),
  output: () =>
    z.strictObject({
      record: outputs.record(),
      brief: outputs.aroundTask(),
      /** The authors who made the task and who changed it last. An absent one is unknown. */
      authors: z.strictObject({ created: z.string().exactOptional(), changed: z.string().exactOptional() }),
      /** Time at which the task was archived. An archived task is read-only. */
      archived: z.string().exactOptional(),
      /** How long the work on the task goes on. Only while somebody works on it. */
      left: timeLeft().exactOptional(),
      /** The next step of a person. Only for an open task. */
      next: nextStep().exactOptional(),
      /** Ids of those of the brief's `others` whose files overlap the task's scope. */
      overlapping: z.array(z.string()),
      /** The hosts of claims in `brief` whose holders are on other machines, by id of the claim. */
      hosts: z.record(z.string(), z.string()).exactOptional(),
      /** What a service doesn't show of the task's issue, and what is not sent to it. Absent if there is nothing of that. */
      missing: z.array(z.strictObject({ number: z.int(), part: z.string(), why: z.string() })).exactOptional(),
    }),
  async run(context, { id }) {
    const facts = context.facts();
    const found = seekTask(context.queue, id);
    if (found instanceof BacklogError) return infoOfArchived(context, id, found);
    const { task, ...brief } = await loadBrief(context, facts, seenByCaller(context, found), context.caller.holder);
    const authors = await authorsOf(context, task);
    const left = leftReader(context)(task);
    const next = nextIn(context, facts, task);
    const record = wordedTaskOf(task, facts, context.coefficients);
    const overlapping = brief.others.filter(({ scope }) => scopesMeet(task.scope ?? [], scope, context));
    const hosts = hostsOf([...brief.claims, ...brief.others], facts);
    const missing = await missingAmong(context, (linked) => linked.task === task.uuid);
    return {
      ...{ record, brief, authors, ...present({ left, next, hosts }), ...(missing.length > 0 ? { missing } : {}) },
      overlapping: overlapping.map(({ id }) => id),
    };
  },
  show: {
    doc: ({ brief, record: task, archived, authors, left, next, missing = [] }, context) => {
      const doc = briefDoc({ ...brief, task }, context.facts(), {
        ...context.caller,
        origin: originFacts(task, authors),
      });
      const step = next && isToldNext(next, brief.claims, context) ? [`next: ${oneLine(next.text)}`] : [];
      return {
        ...doc,
        title: archived && archivedText(archived, task, context),
        notes: [...leftLine(left, context), ...step, ...whoseList(task, context), ...missing.map(missingLine)],
      };
    },
  },
  cli: {
    positional: ['id'],
    impliedBy: 'id',
    examples: ['task info 12'],
  },
  mcp: { unlisted: { format: 'json' }, resources: [{ uri: 'backlog://task/{id}', title: 'Brief of a task' }] },
});

/** Returns the task with the evidence that counts for the caller: the agent of an attempt sees its own. */
function seenByCaller(context: Context, task: Task): Task {
  const attempt = attemptOf(context.store.state, context);
  return attempt ? seenBy(task, attempt) : task;
}

/** Returns the hosts of claims on other machines, by id of the claim; undefined if there are none. */
function hostsOf(claims: readonly Claim[], { hostOf }: Facts): Record<string, string> | undefined {
  const found = claims.flatMap((claim) => {
    const host = hostOf(claim);
    return host === undefined ? [] : [[claim.id, host] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/**
 * Checks whether a caller is told the next step. An agent's brief already tells it what to do, and who works on a task
 * that others hold is told by its claim.
 */
function isToldNext({ run }: NextStep, claims: readonly Pick<Claim, 'holder'>[], { caller }: Context): boolean {
  const isHeld = claims.some(({ holder }) => !related(holder, caller.holder));
  return caller.door === 'cli' && (run !== undefined || !isHeld);
}

function leftLine(left: TimeLeft | undefined, { clock }: Context): string[] {
  if (!left) return [];
  const report = reportText(left, clock.now);
  return [`time left: ${leftText(left)}${report ? `: ${report}` : ''}`];
}

/** Returns the information about an archived task. @throws `missing` if the archive doesn't contain the task, either */
async function infoOfArchived(context: Context, id: string, missing: BacklogError) {
  if (!anyArchived(context.store)) throw missing;
  const { archivedBrief, archivedTask } = await loadArchive();
  const archived = await archivedTask(context.store, id);
  if (!archived) throw missing;
  const facts = context.facts();
  const { task, ...brief } = await archivedBrief(context, facts, archived);
  const authors = await authorsOf(context, task);
  return {
    record: wordedTaskOf(task, facts, context.coefficients),
    brief,
    authors,
    archived: archived.row.at,
    overlapping: [],
  };
}

async function authorsOf({ store }: Context, { uuid }: Task) {
  const { created, changed } = await store.authors.read(uuid);
  return present({ created: created && formatOrigin(created), changed: changed && formatOrigin(changed) });
}

function archivedText(at: string, { id }: Task, { caller, clock }: Context): string {
  const since = formatFull(fromInstant(at), clock.zone);
  return oneLine(
    `archived ${since} and read-only; to restore it: ${callOf(caller, 'task_archive_restore', String(id))}`,
  );
}

/** Returns a line about the session whose own to-do list contains the task. */
function whoseList(task: Task, { store }: Context): string[] {
  const mirror = mirrorOf(store.state, task);
  if (!mirror) return [];
  return [`To-do item ${oneLine(mirror.clientTask, 40)} of ${holderLabel(mirror.session)}.`];
}

/** Formats the next step for a task, with the names of commands as in the command table. */
export function nextStepText(
  { act, run, task: first, criterion }: Omit<NextStep, 'text'>,
  task: Task,
  newest?: Run,
  around: Omit<AroundRun, 'task'> = {},
): string {
  const { id } = task;
  if (run !== undefined && newest) return `run ${run}: ${nextOfRun(newest, { ...around, task })}`;
  if (act === 'accept')
    return `task_accept ${id} makes the text from outside yours; task_start ${id} claims the task as it is`;
  if (act === 'unblock') return `task_unblock ${id} removes the block`;
  if (act === 'open') return `task ${first} comes first: task_info ${first}`;
  if (act === 'start') return `task_start ${id} continues it`;
  if (act === 'prove') return `record evidence: task_annotate ${id} --criterion ${criterion} --text "…"`;
  if (act === 'complete') return `task_done ${id} completes it`;
  return `run_start ${id} starts an agent on it; task_start ${id} claims it for you`;
}

/** Who made and last changed a task, as formatted authors. An absent author is unknown. */
interface NamedAuthors {
  created?: string | undefined;
  changed?: string | undefined;
}

/** Returns who made and last changed a task, and what an import kept of its origin, as labels with texts. */
function originFacts(task: Task, { created, changed }: NamedAuthors): [label: string, text: string][] {
  const { source, fields } = originOf(task);
  const facts: [label: string, text: string | undefined][] = [
    ['created by', created ?? 'unknown'],
    ['changed by', changed === created ? undefined : (changed ?? 'unknown')],
    ['source', source],
    ['other fields', fields.length > 0 ? fields.join('; ') : undefined],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [[label, oneLine(text)]]));
}

/** Returns the next step for a task, in the words of the caller's interface. */
export function nextIn(context: Context, facts: Facts, task: Task): NextStep | undefined {
  const run = leadingRunOf(context.store.state, task.uuid);
  const next = nextStepOf(task, facts, run);
  const found = run && context.facts().findingsOf(run.id);
  const around = run && { elsewhere: context.elsewhere(run), waitsFor: comesFirst(context, run), found };
  return next && { ...next, text: inDoorWords(context.caller, nextStepText(next, task, run, around)) };
}
