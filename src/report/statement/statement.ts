import * as z from 'zod';
import { present } from '../../base/present.ts';
import { type Shape, typedAs } from '../../base/shape.ts';
import { ACTOR_KINDS, type Actor } from '../../domain/actor.ts';
import { kindRow } from '../../domain/kinds/table.ts';
import { isNamedOutside, type Named, namedIn } from '../../domain/task/task.ts';
import { detailOf, type RecordChange, verbOf } from './change.ts';
import { type StatementVerb, VERB_NAMES } from './verbs.ts';

/**
 * What a statement is about. A record has an `id`. Several records, or the files of a claim, have a `count`.
 */
const thing = () =>
  z.strictObject({
    /** Kind of the record, or `change`, `command`, `result`, `suggestion`. */
    kind: z.string(),
    id: z.string().exactOptional(),
    /** Number of the task, or of the task to which the record belongs. */
    number: z.int().exactOptional(),
    /** Description of the task, first glob of the claim, or name of another record: `document spec`. */
    name: z.string().exactOptional(),
    /** Set for a task whose author nobody trusts: texts quote its description. */
    outside: z.literal(true).exactOptional(),
    count: z.int().exactOptional(),
    /** The state that a run reached. */
    state: z.string().exactOptional(),
    /** The run to which a comment belongs. */
    run: z.string().exactOptional(),
  });
export type Thing = Shape<typeof thing>;

/** What a commit did: `by` did `verb` to `object`. Outputs print it. No code reads a printed text. */
export const statement = () =>
  z.strictObject({
    verb: z.enum(VERB_NAMES),
    object: thing(),
    by: typedAs<Actor>(z.looseObject({ kind: z.enum(ACTOR_KINDS), name: z.string() })),
    /** Names of the changed fields of the one task that the commit changed. */
    detail: z.array(z.string()),
    /** Set if the commit reverses or repeats another one. */
    again: z.enum(['undo', 'redo']).exactOptional(),
  });
export type Statement = Shape<typeof statement>;

type Said = Pick<Statement, 'verb' | 'object'> & { detail?: string[] };

interface Commit {
  actor: Actor;
  command: string;
  changes: readonly RecordChange[];
}

/** Finds a task that a statement names. */
interface Tasks {
  get(uuid: string): Named | undefined;
}

/** Says what a commit did. A run that it changed comes first, then comments, the orchestrator, tasks and claims. */
export function statementOf(commit: Commit, tasks: Tasks): Statement {
  const { actor, command, changes } = commit;
  const again = AGAIN[command];
  const archives = changes.some(({ kind }) => kind === 'archive');
  const said =
    AUTONOMY[command] ??
    ofRun(commit) ??
    ofComment(commit) ??
    NIGHT[command] ??
    ORCHESTRATOR[command] ??
    ofTasks(commit, tasks, archives) ??
    ofClaim(changes, tasks) ??
    ofRecords(changes, tasks, archives);
  const { verb, object, detail = [] } = said ?? commanded(command);
  return { verb, object, by: actor, detail, ...present({ again }) };
}

const AGAIN: Readonly<Record<string, 'undo' | 'redo'>> = { task_undo: 'undo', task_redo: 'redo' };

/** What a person did to a run with a command, if the run's state after it doesn't tell. */
const TO_RUN: Readonly<Record<string, StatementVerb>> = {
  run_message: 'write',
  run_answer: 'answer',
  run_resume: 'resume',
  worktree_clean: 'clean',
  review_apply: 'apply_to',
  run_withdraw: 'withdraw',
  run_revert: 'revert',
};

/** What a person did to a run, by its state after that. */
const BY_STATE: Readonly<Record<string, StatementVerb>> = {
  queued: 'start',
  changes_requested: 'request_changes',
  approved: 'approve',
  merging: 'approve',
  merged: 'merge',
  stopped: 'stop',
  discarded: 'discard',
  handed_off: 'take_over',
};

function ofRun({ actor, command, changes }: Commit): Said | undefined {
  const run = changes.find(({ kind }) => kind === 'run');
  if (!run) return undefined;
  const state = run.after?.state as string | undefined;
  const object = { kind: 'run', id: run.id, ...present({ state }) };
  if (actor.kind !== 'human' || actor.run !== undefined) return { verb: 'reach', object };
  return { verb: TO_RUN[command] ?? BY_STATE[state ?? ''] ?? 'change', object };
}

const COMMENT = { kind: 'comment', name: 'a comment' };

function ofComment({ command, changes }: Commit): Said | undefined {
  const comment = changes.find(({ kind }) => kind === 'comment');
  if (!comment) return undefined;
  const { before, after } = comment;
  const run = (after?.run ?? before?.run) as string | undefined;
  if (command === 'review_apply') return { verb: 'apply', object: { kind: 'suggestion', name: 'a suggestion' } };
  if (before === null)
    return {
      verb: 'comment',
      object: run === undefined ? { kind: 'result', name: 'a result' } : { kind: 'run', id: run },
    };
  const object = { ...COMMENT, id: comment.id, ...present({ run }) };
  if (after === null) return { verb: 'delete', object };
  if (command === 'review_resolve') return { verb: after.resolved ? 'resolve' : 'reopen', object };
  return { verb: command === 'review_reply' ? 'answer' : 'change', object };
}

const orchestrator = (verb: StatementVerb): Said => ({
  verb,
  object: { kind: 'orchestrator', name: 'the orchestrator' },
});

/** The queue's one orchestrator, whose record says only that it changed. */
const ORCHESTRATOR: Readonly<Record<string, Said>> = {
  orchestrator_start: orchestrator('start'),
  orchestrator_pause: orchestrator('pause'),
  orchestrator_stop: orchestrator('stop'),
};

const night = (verb: StatementVerb): Said => ({ verb, object: { kind: 'night', name: 'a night' } });

/** A night also changes the orchestrator. Its end by its terms is the orchestrator's. */
const NIGHT: Readonly<Record<string, Said>> = { night_start: night('start'), night_stop: night('stop') };

const autonomy = (verb: StatementVerb): Said => ({ verb, object: { kind: 'autonomy', name: 'autonomy' } });

/** A stop also returns results to review, which is not the point. */
const AUTONOMY: Readonly<Record<string, Said>> = { autonomy_stop: autonomy('stop'), autonomy_start: autonomy('start') };

function ofTasks({ command, changes }: Commit, tasks: Tasks, archives: boolean): Said | undefined {
  const changed = changes.filter(({ kind }) => kind === 'task');
  const [first, ...others] = changed;
  if (!first) return undefined;
  if (others.length === 0) {
    const verb = verbOf(first, archives);
    const object = { kind: 'task', id: first.id, ...namesOf(first, tasks) };
    return { verb, object, detail: verb === 'change' ? detailOf(first) : [] };
  }
  const verbs = new Set(changed.map((change) => verbOf(change, archives)));
  const [verb] = verbs;
  const object = { kind: 'task', count: changed.length };
  if (verbs.size > 1) return { verb: 'change', object };
  return { verb: command === 'task_import' && verb === 'add' ? 'import' : verb!, object };
}

/** Returns number and description of a task; of a removed task, from its last fields. */
function namesOf({ id, before, after }: RecordChange, tasks: Tasks): Names {
  const task = tasks.get(id) ?? namedIn({ ...before, ...after });
  return task ? namesOfTask(task) : {};
}

type Names = Pick<Thing, 'number' | 'name' | 'outside'>;

const namesOfTask = (task: Named): Names => ({
  ...{ number: task.id, name: task.description },
  ...(isNamedOutside(task) ? { outside: true } : {}),
});

/** Says what became of a claim: by its task, or by its files. */
function ofClaim(changes: readonly RecordChange[], tasks: Tasks): Said | undefined {
  const [claim, other] = changes.filter(({ kind }) => kind === 'claim');
  if (!claim || other) return undefined;
  const { task, scope = [] } = { ...claim.before, ...claim.after } as { task?: string; scope?: { glob: string }[] };
  const owner = task === undefined ? undefined : tasks.get(task);
  const of = owner ? namesOfTask(owner) : { count: scope.length, ...present({ name: scope[0]?.glob }) };
  return { verb: verbOf(claim), object: { kind: 'claim', id: claim.id, ...of } };
}

function ofRecords(changes: readonly RecordChange[], tasks: Tasks, archives: boolean): Said | undefined {
  const told = changes.flatMap((change) => {
    const name = kindRow(change.kind)?.historyText?.name(change.id);
    return name === undefined ? [] : [{ change, name }];
  });
  const [first] = told;
  if (!first) return undefined;
  if (told.length > 1) return { verb: 'make', object: { kind: 'change', count: told.length } };
  const { change, name } = first;
  const number = tasks.get(change.id.split('/', 1)[0]!)?.id;
  return { verb: verbOf(change, archives), object: { kind: change.kind, id: change.id, name, ...present({ number }) } };
}

/** Says that a command ran, if its commit changed nothing that the history shows. */
function commanded(command: string): Said {
  const verb = TO_RUN[command];
  if (verb) return { verb, object: { kind: 'run', name: 'a run' } };
  return { verb: 'run', object: { kind: 'command', name: command.replaceAll('_', ' ') } };
}
