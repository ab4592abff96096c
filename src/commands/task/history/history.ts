import * as z from 'zod';
import { nearest } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { type Actor, namedAuthor } from '../../../domain/actor.ts';
import { callText } from '../../../domain/calls/call.ts';
import { countInput, dateInput, flagInput, idInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { KINDS } from '../../../domain/kinds/table.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Doc } from '../../../domain/records.ts';
import { namedTask } from '../../../domain/task/raw-title.ts';
import type { Task } from '../../../domain/task/task.ts';
import {
  boundedCommit,
  CHANGE_LIMITS,
  type DocumentChange,
  isWantedAuthor,
  matchesHistory,
  namedInCommit,
} from '../../../report/history.ts';
import { statementOf } from '../../../report/statement/statement.ts';
import { type Commit, canUndo, undoneIn } from '../../../store/index.ts';
import { historyDoc } from '../../../text/history/commit.ts';
import { anyArchived } from '../../../work/archive/is-archived.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { readPastDate, readPastEnd } from '../../../work/task/dates.ts';
import { findTask } from '../../../work/task/find.ts';
import { changedDocuments, readTaskHistory, type TaskHistory } from '../../../work/task/history.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import { limitInput, rowLimit } from '../../limit.ts';
import * as outputs from '../../outputs.ts';

/** Default number of commits as lines (`lines`) and in full (`full`), and the maximum (`most`). */
const LIMITS = { lines: 20, full: 5, most: 500 } as const;

export const taskHistory = defineCommand({
  name: 'task_history',
  title: 'Show history',
  summary: 'List changes with author and time, newest first: of one task and its documents, or of all tasks.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      id: idInput().describe('Only this task').optional(),
      task: idInput().describe('Same as id').optional(),
      actor: z.string().describe('Author: human:ada, claude-code').optional(),
      session: z.string().describe('Session id or its beginning').optional(),
      command: z.string().describe('Command: modify, run').optional(),
      since: dateInput('Start date: monday, 3d').optional(),
      until: dateInput('End date: yesterday').optional(),
      limit: limitInput('changes', { usual: LIMITS.lines }),
      commit: countInput().describe('Number of one change to show').optional(),
      after: countInput().describe('Only changes after this number').optional(),
      full: flagInput().describe('Show all fields and diffs').optional(),
    }),
  output: () =>
    z.strictObject({
      commits: z.array(outputs.statedCommit()),
      documents: z.array(outputs.documentChange()),
      full: z.boolean(),
      /** The arguments of a call that returns the remaining matches. */
      more: z.record(z.string(), z.unknown()).exactOptional(),
      /** Uuid of the task that the caller asked for. */
      about: z.string().exactOptional(),
      /** Ids and descriptions of the tasks that these changes name. */
      tasks: z.array(namedTask().extend({ uuid: z.string() })),
      /** The archived tasks of these changes. */
      archived: z.array(outputs.task()).exactOptional(),
      notes: outputs.notes(),
    }),
  async run(context, { id, task: named = id, limit, commit, after, full: asked, since, until, actor, ...others }) {
    const who = { ...others, ...present({ actor: actor && namedAuthor(actor, context.caller.actor) }) };
    const given = {
      ...present({ task: named }),
      ...present({ ...who, since, until, after, full: asked }),
    };
    if (id !== undefined && named !== id)
      refuse('usage', `id and task name two: ${id} and ${named}`, {
        data: { slip: { kind: 'useless', field: 'task' } },
      });
    const { findAnywhere, documentsIn, archivedIn } = anyArchived(context.store) ? await loadArchive() : NO_ARCHIVE;
    const { task, archived } = named === undefined ? {} : await findAnywhere(context, named);
    const full = asked ?? commit !== undefined;
    const wanted = {
      ...who,
      since: since?.trim() ? await readPastDate(since, 'since', context.clock) : undefined,
      until: until?.trim() ? await readPastEnd(until, 'until', context.clock) : undefined,
    };
    const past = await readTaskHistory(context, {
      task,
      along: archived?.row.records.map(([, record]) => record),
      commit,
      after,
      since: wanted.since,
      limit: rowLimit(limit, { usual: full ? LIMITS.full : LIMITS.lines, most: LIMITS.most }, context.caller),
      fits: (each) => matchesHistory(each, wanted),
      // If the call names a command, reads the commits of all authors and times, because the answer may suggest a
      // similar command.
      ...(who.command === undefined ? { by: authorAsked(who), until: wanted.until } : {}),
    });
    const notes = slips(past, who.command);
    const takenBack = undoneIn(past.commits);
    const commits = past.commits.map((each) => ({
      ...boundedCommit(each, CHANGE_LIMITS[full ? 'full' : 'lines']),
      statement: statementOf(each, context.queue),
      ...(canUndo(each, KINDS) && !takenBack.has(each.seq) ? {} : { final: true as const }),
    }));
    const gone = await archivedIn(context, commits);
    return {
      commits,
      documents: await documentChanges(context, commits, {
        full,
        archived: archived ? documentsIn(archived) : [],
      }),
      tasks: namedInCommit(commits, withArchived(context.queue, gone)),
      ...(gone.length > 0 ? { archived: gone } : {}),
      full,
      ...(past.more ? { more: { ...given, limit: 2 * commits.length } } : {}),
      ...(task ? { about: task.uuid } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: {
    rows: { of: 'commits', columns: ['seq', 'at', 'actor.kind', 'actor.name', 'command'] },
    doc: ({ commits, documents, full, more, about, archived = [], notes = [] }, { queue, clock, caller: { door } }) => {
      const rest = more && callText(door, { command: 'task_history', words: {}, flags: more });
      const telling = { queue: withArchived(queue, archived), clock, about, full, documents, door };
      return historyDoc(commits, { ...telling, notes: [...(rest ? [`More changes: ${rest}`] : []), ...notes] });
    },
  },
  cli: {
    positional: ['id'],
    examples: [
      'task history 12 --full',
      'task history --actor claude-code --since yesterday',
      'task history --command modify --limit 50',
      'task history --commit 41',
    ],
  },
  mcp: { unlisted: { task: false, session: '', command: 'modify, run', until: '', limit: '20', after: 'a number' } },
});

function authorAsked(who: { actor?: string | undefined; session?: string | undefined }) {
  if (who.actor === undefined && who.session === undefined) return undefined;
  return (author: Actor) => isWantedAuthor(author, who);
}

/** Replaces the functions that read the archive in a workspace without one. */
const NO_ARCHIVE: Pick<Awaited<ReturnType<typeof loadArchive>>, 'findAnywhere' | 'documentsIn' | 'archivedIn'> = {
  findAnywhere: async ({ queue }, text) => ({ task: findTask(queue, text) }),
  documentsIn: () => [],
  archivedIn: async () => [],
};

/** Returns a function that finds tasks by uuid, including archived ones. */
function withArchived(queue: Pick<TaskQueue, 'get'>, archived: readonly Task[]): Pick<TaskQueue, 'get'> {
  const gone = new Map(archived.map((task) => [task.uuid, task]));
  return { get: (uuid) => queue.get(uuid) ?? gone.get(uuid) };
}

/** Returns the changes of documents in the history: the numbers of changed lines or, with `full`, the lines. */
async function documentChanges(
  context: Context,
  commits: readonly Commit[],
  { full, archived }: { full: boolean; archived: readonly Doc[] },
): Promise<DocumentChange[]> {
  const changed = await changedDocuments(context, commits, archived);
  if (changed.length === 0) return [];
  const { diffDocuments } = await import('../../../text/document-diff.ts');
  return changed.map(({ seq, id, from, to, before, after, unreadable }) => {
    const name = (version = 0) => `version ${version}`;
    const { added, deleted, text } = diffDocuments(
      { name: name(from?.n), body: before },
      { name: name(to?.n), body: after },
    );
    return {
      ...{ seq, id, from: from?.n ?? null, to: to?.n ?? null, added, deleted },
      ...(full && text !== '' ? { diff: text } : {}),
      ...present({ unreadable }),
    };
  });
}

/** Returns a note that suggests a command with a similar name if no commit has the given one. */
function slips({ commits, passed }: TaskHistory, command: string | undefined): string[] {
  const close = command !== undefined && commits.length === 0 ? nearest(command, namesOf(passed)) : undefined;
  return close ? [`No change was made by ${command}; did you mean ${close}?`] : [];
}

function namesOf(commands: Iterable<string>): string[] {
  return [...commands].flatMap((name) => [name, name.replace(/^task_/, '')]);
}
