import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { isBlank, UNSAFE } from '../../base/unsafe-characters.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import { findWaitCycle } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Mirror } from '../../domain/records.ts';
import { wordsOfText, writtenWords } from '../../domain/task/folded-words.ts';
import { isOpen, isStep, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { attemptStep } from '../claim/check-effects.ts';
import { currentVersion, docId, putDocVersion, SPEC } from '../documents/documents.ts';
import { deleteTask } from '../task/close.ts';
import { awaitsPerson } from '../task/intake/awaits.ts';
import type { WorkInput } from '../task/life.ts';
import { annotated, noteBy } from '../task/note.ts';
import { putTask, without } from '../task/put-task.ts';
import { type ClientStatus, MOVES, movesTo } from './mirror-move.ts';

/** The client's report that one task of its list blocks another. Both ids are the client's. */
interface Link {
  waiting: string;
  on: string;
}

/** The decision about a link: the changed task to store, a link that already exists, or a reason to skip it. */
type LinkVerdict = { task: Task } | { known: true } | { skip: string };

/** Maximum length in characters of a description that becomes a note. A longer description becomes the spec. */
export const LONGEST_NOTE = 500;

/** Changes of one task in the client's own list. Absent fields didn't change. */
export interface MirrorChange {
  /** The client's id of the task. */
  id: string;
  subject?: string;
  description?: string;
  /** True if `subject` renames an existing task; false if it is only for a new task. */
  renames: boolean;
  status?: ClientStatus;
  owner?: string;
  /** The client's ids of the tasks that block it. */
  blockedBy: readonly string[];
  /** The client's ids of the tasks that it blocks. */
  blocks: readonly string[];
}

export interface MirrorInput extends MirrorChange {
  list: string;
  session: string;
  /** The blob of a description that is too long for a note. */
  spec?: string;
}

function mirrorId(list: string, id: string): string {
  return `${list}/${id}`;
}

/** Finds the record that links a task to a task in the client's list. */
export function mirrorOf(tx: Pick<Tx, 'get'>, { source }: Task): Mirror | undefined {
  return source?.kind === 'claude-code' && source.list ? tx.get('mirror', mirrorId(source.list, source.id)) : undefined;
}

/**
 * Applies a change of a client's item to its step in Backlog, and creates the step if necessary. An item that names an
 * open task has no step: it is bound to that task, and changes only whether somebody works on it and whether it is done.
 * A repeated change has no effect.
 * @returns the reasons for omitted parts, such as a cycle or another holder's claim
 */
export function applyMirror(tx: Tx, working: WorkInput, input: MirrorInput): string[] {
  const known = mirrored(tx, input.list, input.id);
  if (!known && (input.subject === undefined || input.status === 'deleted')) return [];
  const task = known ?? bound(tx, input) ?? create(tx, working, input);
  if (!isStepOf(task, input)) {
    const skipped = input.status === 'deleted' ? undefined : move(tx, working, task, input);
    remember(tx, input, false);
    return skipped === undefined ? [] : [skipped];
  }
  const { description, spec, owner, ...named } = input;
  const { subject: _, ...unspoken } = named;
  const renames = known === undefined || input.renames;
  const now = (tx: Tx) => tx.get('task', task.uuid) ?? task;
  const attempt = (step: (tx: Tx) => unknown) => attemptStep(tx, working, step)?.message;
  const unnamed = attempt((tx) => describe(tx, working, now(tx), named, renames));
  const skipped = [
    unnamed,
    attempt((tx) => describe(tx, working, now(tx), { ...named, ...present({ description, spec }) }, false)),
    attempt((tx) => describe(tx, working, now(tx), { ...unspoken, ...present({ owner }) }, false)),
  ];
  const links = [
    ...input.blockedBy.map((on): Link => ({ waiting: input.id, on })),
    ...input.blocks.map((waiting): Link => ({ waiting, on: input.id })),
  ];
  for (const link of links) {
    let known: string | undefined;
    const refused = attempt((tx) => {
      known = depend(tx, working, input, link);
    });
    skipped.push(refused ?? known);
  }
  skipped.push(move(tx, working, mirrored(tx, input.list, input.id) ?? task, input));
  remember(tx, input, unnamed !== undefined);
  return skipped.filter((reason) => reason !== undefined);
}

/**
 * Stores how the client shows the item now, so that differences in the queue can be told.
 *
 * @param unnamed whether the queue refused the subject
 */
function remember(tx: Tx, { list, id, status, subject, renames }: MirrorInput, unnamed: boolean): void {
  const mirror = tx.get('mirror', mirrorId(list, id));
  const task = mirror && tx.get('task', mirror.task);
  if (!task) return;
  const closed = status === undefined ? (mirror.shown?.closed ?? !isOpen(task)) : !OPEN.includes(status);
  const isNamed = mirror.shown === undefined || (renames && subject !== undefined);
  const here = unnamed ? oneLine(subject ?? '', TASK_LIMITS.description) : task.description;
  const description = isNamed ? here : mirror.shown!.description;
  if (mirror.shown?.closed !== closed || mirror.shown.description !== description)
    tx.put('mirror', mirrorId(list, id), { ...mirror, shown: { description, closed } });
}

const OPEN: readonly ClientStatus[] = ['pending', 'in_progress'];

function mirrored(tx: Tx, list: string, id: string): Task | undefined {
  const mirror = tx.get('mirror', mirrorId(list, id));
  return mirror && tx.get('task', mirror.task);
}

/** Checks whether a task is an item's own step, and not a task that the item is bound to. */
function isStepOf(task: Task, { list, id }: Pick<MirrorInput, 'list' | 'id'>): boolean {
  return isStep(task) && task.source?.list === list && task.source.id === id;
}

/** Binds an item to the open task that its subject names, unless another item of its list is bound to it. */
function bound(tx: Tx, { list, id, session, subject = '' }: MirrorInput): Task | undefined {
  const named = itemTask(tx, subject);
  if (!named || Array.from(tx.all('mirror')).some(([, one]) => one.list === list && one.task === named.uuid))
    return undefined;
  tx.put('mirror', mirrorId(list, id), { list, clientTask: id, session, task: named.uuid });
  return tx.get('task', named.uuid) ?? named;
}

/** Matches a task's number in a subject: `#2`, `task 2`, `Task #2:`, `(#2)`. */
const NUMBER = /(?:\btask\s+#?|(?<![\w#&/])#)(\d{1,9})\b/gi;

/** Words before a task's name that only say to do it. */
const DO = /^\s*(?:do|start|continue|finish|complete|implement|work on)\b/i;

/**
 * Returns the open task that an item is about as a whole: it has the same words, or names the number and no other work.
 * `#2 write the tests` is a step of task 2, and not that task.
 */
function itemTask(tx: Tx, subject: string): Task | undefined {
  const numbers = Array.from(subject.matchAll(NUMBER), ([, number]) => Number(number));
  const said = wordsOfText(subject.replaceAll(NUMBER, ' ').replace(DO, ' '));
  const isAbout = ({ description }: Task) =>
    numbers.length > 0 ? said.every((word) => wordsOfText(description).includes(word)) : hasExactly(description, said);
  if (numbers.length > 1) return undefined;
  const isNamed = ({ id }: Task) => numbers.length === 0 || numbers.includes(id);
  // Without the queue, whose indexes would take longer than this search.
  const about = Array.from(tx.all('task'), ([, task]) => task).filter(
    (task) => task.status === 'pending' && isNamed(task) && !isStep(task) && isAbout(task),
  );
  return about.length === 1 ? about[0] : undefined;
}

/** Checks whether a text consists of these words. Most texts lack the longest one, or differ in the first. */
function hasExactly(text: string, said: readonly string[]): boolean {
  const longest = said.reduce((one, other) => (other.length > one.length ? other : one), '');
  // Words of ASCII are a part of their text, in small letters.
  if (ASCII.test(text) && !text.toLowerCase().includes(longest)) return false;
  let at = 0;
  for (const { words } of writtenWords(text)) for (const word of words) if (said[at++] !== word) return false;
  return at === said.length;
}

const ASCII = /^[ -~]*$/;

/**
 * Closes the open steps of a session that has ended, because no other session does them. A list that several sessions
 * share goes on.
 * @returns the descriptions of the closed steps
 */
export function closeSteps(tx: Tx, working: WorkInput, session: string): string[] {
  const own = Array.from(tx.all('mirror'), ([, mirror]) => mirror).filter(
    (mirror) => mirror.session === session && (mirror.list === session || tx.get('session', mirror.list)),
  );
  return own.flatMap((mirror) => {
    const task = tx.get('task', mirror.task);
    if (!task || !isOpen(task) || !isStepOf(task, { list: mirror.list, id: mirror.clientTask })) return [];
    return attemptStep(tx, working, (tx) => deleteTask(tx, working, task)) ? [] : [task.description];
  });
}

function create(tx: Tx, { caller }: Pick<WorkInput, 'caller'>, { list, id, session, subject }: MirrorInput): Task {
  const task: Task = {
    uuid: tx.uuid(),
    id: tx.nextId('task'),
    description: oneLine(subject ?? '', TASK_LIMITS.description) || `Task ${id} of the client's list`,
    status: 'pending',
    entry: tx.at,
    modified: tx.at,
    source: { kind: 'claude-code', list, id },
    ...awaitsPerson(tx, caller),
  };
  tx.put('task', task.uuid, task);
  tx.put('mirror', mirrorId(list, id), { list, clientTask: id, session, task: task.uuid });
  return task;
}

/**
 * Stores the subject, description and owner of a client's task. The description becomes a note or the spec. A subject
 * that doesn't fit on one line becomes a note, too.
 */
function describe(tx: Tx, working: WorkInput, task: Task, input: MirrorInput, rename: boolean): void {
  const { subject = '', description = '', owner } = input;
  const line = oneLine(subject, TASK_LIMITS.description);
  let next = task;
  if (rename && line) {
    next = { ...next, description: line };
    if (line !== subject.trim()) next = noted(tx, working, next, subject);
  }
  if (input.spec) specify(tx, working, next, input.spec);
  else if (description.trim() !== '' && description.trim() !== subject.trim())
    next = noted(tx, working, next, description);
  if (owner !== undefined) next = assigned(next, oneLine(owner, OWNER_CHARS));
  if (!sameTask(next, task)) putTask(tx, next);
}

const OWNER_CHARS = 200;

function assigned(task: Task, agent: string): Task {
  return agent === '' ? without(task, 'agent') : { ...task, agent };
}

function sameTask(a: Task, b: Task): boolean {
  return a.description === b.description && a.agent === b.agent && a.annotations === b.annotations;
}

/** Adds a note unless the task has one with the same text. */
function noted(tx: Tx, { caller }: WorkInput, task: Task, words: string): Task {
  const note = noteBy(tx, caller.actor, words.trim());
  const isKnown = task.annotations?.some(({ text }) => text === note.text);
  return note.text === '' || isKnown ? task : annotated(task, note);
}

function specify(tx: Tx, working: WorkInput, task: Task, blob: string): void {
  if (currentVersion(tx.get('doc', docId(task.uuid, SPEC)))?.blob === blob) return;
  putDocVersion(tx, working, { task, name: SPEC, blob });
}

/** Adds a dependency. @returns the reason if it was skipped */
function depend(tx: Tx, { queue }: WorkInput, { list }: MirrorInput, link: Link): string | undefined {
  const verdict = decideLink(queue, (id) => mirrored(tx, list, id), link);
  if ('task' in verdict) putTask(tx, verdict.task);
  return 'skip' in verdict ? verdict.skip : undefined;
}

/** Changes the task to its state in the client's list. @returns the reason and the next step if a step was refused */
function move(tx: Tx, working: WorkInput, task: Task, { status }: MirrorInput): string | undefined {
  let moved = task;
  for (const step of movesTo(task, status)) {
    const { refused, take } = MOVES[step];
    const reason = refused(tx, working, moved);
    if (reason) return [reason.message, reason.hint].filter(Boolean).join('. ');
    moved = take(tx, working, moved);
  }
  return undefined;
}

const HIDDEN = new RegExp(`[\\s${UNSAFE}]+`, 'gu');

/**
 * Replaces unsafe characters and line breaks by blanks, and shortens the text with an ellipsis. A text of which nobody
 * sees anything is empty.
 */
function oneLine(text: string, most: number): string {
  const line = clip(text.replaceAll(HIDDEN, ' ').trim(), most);
  return isBlank(line) ? '' : line;
}

/** Decides about a link between two tasks of one list. Changes nothing. */
function decideLink(queue: TaskQueue, mirrored: (id: string) => Task | undefined, { waiting, on }: Link): LinkVerdict {
  const task = mirrored(waiting);
  const other = mirrored(on);
  if (!task || !other) return { skip: `task ${task ? on : waiting} of the to-do list is not mirrored` };
  if (task.depends?.includes(other.uuid)) return { known: true };
  const linked = { ...task, depends: [...(task.depends ?? []), other.uuid] };
  return findWaitCycle(queue, linked) ? { skip: `task ${waiting} would block itself through ${on}` } : { task: linked };
}
