import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Conflict } from '../../domain/records.ts';
import { type NamedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';
import { draftRows } from '../import/draft-rows.ts';
import { putDrafts } from '../import/put-drafts.ts';
import { trustRules } from '../import/take/outside.ts';
import { takeRow } from '../import/take/take-row.ts';
import { baseText } from '../merge/base.ts';
import { checkPerson } from '../people/person-acts.ts';
import { fileSourceNamed, fileSources } from '../sync/file-sources.ts';
import type { Context, Write } from '../workspace/context.ts';
import { decodedBase, linksOf, textDocument } from './links.ts';
import { hasLostTrust, sideOf, statusFor } from './reconcile.ts';
import { decideUnmade, unmadeBy } from './unread.ts';
import type { StepField } from './values.ts';

/** Checks whether a conflict is one of a source: a service, or a synchronised file. */
const isOf = (context: Context, one: Conflict, source: string) =>
  one.source === (fileSourceNamed(context, source)?.key ?? source);

/** A conflict with its values. */
export interface OpenConflict
  extends Pick<Conflict, 'source' | 'field' | 'hereBy' | 'hereAt' | 'thereBy' | 'thereAt' | 'at' | 'resolved'>,
    NamedTask {
  here: unknown;
  there: unknown;
}

/** Returns the conflicts of a source or of all, oldest first. */
export async function conflictsIn(
  context: Context,
  { source, all, task }: { source?: string | undefined; all?: boolean; task?: Task | undefined },
): Promise<OpenConflict[]> {
  const files = new Map(fileSources(context.store.state).map(({ key, name }) => [key, name]));
  const found = Array.from(context.store.state.all('conflict'), ([, one]) => one)
    .filter((one) => (source === undefined || isOf(context, one, source)) && (all || !one.resolved))
    .filter((one) => task === undefined || one.task === task.uuid)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.field < b.field ? -1 : 1));
  const shown: OpenConflict[] = [];
  for (const { task: uuid, here, there, blobs: _, seen: __, ...rest } of found) {
    const one = context.queue.get(uuid);
    if (!one) continue;
    const values = {
      here: (await decodedBase(context, here)) ?? null,
      there: (await decodedBase(context, there)) ?? null,
    };
    shown.push({ ...rest, source: files.get(rest.source) ?? rest.source, ...values, ...namedTaskOf(one) });
  }
  return shown;
}

/**
 * Decides conflicts of a task: the queue's value goes there with the next push, or the task gets the value there. The other
 * value stays in the record. One commit, which undo takes back. Of a task of which a source refuses to make an item, it
 * decides whether that is tried again.
 * @returns also the sources of such a task
 * @throws BacklogError `nothing-to-do` if the task has no such conflict; `conflict` if it changed at another door meanwhile
 */
export async function resolveConflicts(
  context: Context,
  write: Write,
  {
    task,
    field,
    side,
    source,
  }: { task: Task; field: string | undefined; side: 'here' | 'there'; source: string | undefined },
): Promise<{ decided: Conflict[]; unmade: string[] }> {
  const open = Array.from(context.store.state.all('conflict')).filter(
    ([, one]) =>
      one.task === task.uuid &&
      !one.resolved &&
      (field === undefined || one.field === field) &&
      (source === undefined || isOf(context, one, source)),
  );
  const unmade = field === undefined ? unmadeBy(context, task.uuid, source) : [];
  if (open.length + unmade.length === 0)
    refuse('nothing-to-do', `task ${task.id} has no open conflict${field === undefined ? '' : ` in ${field}`}`, {
      hint: 'List them: `backlog source conflicts`',
    });
  const rules = trustRules(context);
  const isDoubtful = ([, one]: [string, Conflict]) => {
    const [, linked] = linksOf(context, one.source).ofTask(one.task) ?? [];
    return linked !== undefined && hasLostTrust(linked, rules);
  };
  // A text becomes the spec then, which an agent must not decide about if nobody trusts its author.
  if (side === 'there' && open.some(isDoubtful))
    checkPerson(context, 'tasks.accept', `source resolve ${task.id} there`);
  const rows =
    side === 'there' && open.length > 0
      ? [
          await rowOf(
            context,
            task,
            open.map(([, one]) => one),
          ),
        ]
      : [];
  const { drafts, failed } = await draftRows(context, rows, { check: true, archived: new Map() });
  if (failed[0]) throw failed[0].error;
  await context.store.putBlobs(drafts.flatMap(({ row }) => row.bodies));
  const bases = side === 'there' ? await basesThere(context, open) : [];
  return write((tx) => {
    for (const [id, one] of open)
      if (!same(tx.get('conflict', id), one))
        refuse('conflict', `the conflict of task ${task.id} in ${one.field} was decided or changed meanwhile`, {
          hint: 'Look at it: `backlog source conflicts --all`',
        });
    putDrafts(tx, context, drafts);
    for (const [id, field, base] of bases) {
      const linked = tx.get('linked', id);
      if (linked) tx.put('linked', id, { ...linked, seen: { ...linked.seen, [field]: base } });
    }
    for (const one of unmade) decideUnmade(tx, one, side);
    const decided = open.map(([id, one]) => {
      const actor = formatActor(context.caller.actor);
      const next = { ...one, resolved: { side, at: tx.at, actor } };
      tx.put('conflict', id, next);
      return next;
    });
    return { decided, unmade: unmade.map(({ source: name }) => name) };
  });
}

/** Returns what both sides have once a task gets the values there, or the next edit there would be another conflict. */
async function basesThere(
  context: Context,
  open: readonly [id: string, conflict: Conflict][],
): Promise<[link: string, field: string, base: string][]> {
  const bases: [string, string, string][] = [];
  for (const [, { source, task, field, there }] of open) {
    const [id] = linksOf(context, source).ofTask(task) ?? [];
    const value = await decodedBase(context, there);
    const [name, here] = [field as StepField, field === 'status' ? statusFor(value) : value];
    if (id !== undefined) bases.push([id, field, baseText({ there: sideOf(name, value), here: sideOf(name, here) })]);
  }
  return bases;
}

async function rowOf(context: Context, task: Task, conflicts: readonly Conflict[]) {
  const known: Record<string, unknown> = { uuid: task.uuid, description: task.description };
  for (const { field, there, source } of conflicts) {
    const value = await decodedBase(context, there);
    if (field === 'spec') known.docs = { [textDocument(linksOf(context, source).ofTask(task.uuid)?.[1])]: value ?? '' };
    else if (field === 'status') known.status = context.store.state.get('sync', source) ? value : statusFor(value);
    else known[field] = value ?? (field === 'tags' ? [] : null);
  }
  const place = { row: 1 };
  return takeRow(
    context,
    { place, raw: known, known, extra: {}, warnings: [], problems: [] },
    {
      present: task,
      rules: trustRules(context),
    },
  );
}
