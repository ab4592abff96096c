import { clip } from '../../base/clip.ts';
import { appended } from '../../base/long-list.ts';
import { storable, UNSAFE } from '../../base/unsafe-characters.ts';
import { formatActor } from '../../domain/actor.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import { isInstant, toInstant } from '../../domain/instant.ts';
import { isTrusted, type TrustRules } from '../../domain/outside.ts';
import type { Annotation, Task } from '../../domain/task/task.ts';
import { MARK, type RemoteComment } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import { trustRules } from '../import/take/outside.ts';
import { putTask } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import type { Links } from './links.ts';
import { isManaged } from './managed.ts';

/** Maximum size of all comments of an item that become notes, in characters. */
const LARGEST = 2_000_000;

const HIDDEN = new RegExp(`[\\s${UNSAFE}]+`, 'gu');
const word = (text: string) => clip(text.replace(HIDDEN, ' ').trim(), TASK_LIMITS.word);

/** Begins the id of a note that was a comment. Ids of other notes are hexadecimal. */
export const FROM_SERVICE = 'there-';

/** The id is made of the comment's, so that a comment is one note, whoever reads it. */
const noteId = ({ id }: Pick<RemoteComment, 'id'>) => `${FROM_SERVICE}${id}`;

/** Maximum number of issues that one sentence names. */
const NAMED = 10;

/**
 * Writes comments as notes of their tasks. An edited comment changes its note; a deleted one leaves it. Comments that
 * Backlog wrote are left out, also those in which another queue keeps its state.
 */
export function putComments(
  tx: Tx,
  context: Pick<Context, 'caller' | 'store'>,
  { rows, links }: { rows: readonly RemoteComment[]; links: Pick<Links, 'ofNumber'> },
): { notes: number; told: string[] } {
  const rules = trustRules(context);
  const byTask = new Map<string, RemoteComment[]>();
  const others = new Set<number>();
  for (const comment of rows) {
    const [, linked] = links.ofNumber(comment.number) ?? [];
    if (!linked) continue;
    const stored = tx.get('linked', `${linked.source}/${linked.node}`) ?? linked;
    const isOurs = stored.managed?.id === comment.id || Object.values(stored.sent ?? {}).includes(comment.id);
    if (isOurs) continue;
    if (isManaged(comment) && areTrusted(comment, rules)) others.add(comment.number);
    else byTask.set(linked.task, [...(byTask.get(linked.task) ?? []), comment]);
  }
  const named = [...others].slice(0, NAMED).map((number) => `#${number}`);
  const more = others.size > named.length ? ` and ${others.size - named.length} more` : '';
  const told = named.length > 0 ? [`another queue keeps ${named.join(', ')}${more} in step, too`] : [];
  let notes = 0;
  for (const [uuid, comments] of byTask) {
    const task = tx.get('task', uuid);
    if (!task) continue;
    const done = withComments(task, comments, { actor: formatActor(context.caller.actor), rules });
    if (done.left > 0) told.push(`task ${task.id}: its issue has too many comments; ${done.left} were left out`);
    notes += done.count;
    if (done.count > 0) putTask(tx, done.task);
  }
  return { notes, told };
}

/** Checks whether everybody is trusted who wrote a text: its author, and who changed it. */
const areTrusted = ({ author, association, editor }: RemoteComment, rules: TrustRules): boolean =>
  isTrusted({ name: author, association }, rules) && (editor === undefined || isTrusted(editor, rules));

/** Names who wrote a text, and who changed it. */
function writtenBy({ author, editor }: RemoteComment): Pick<Annotation, 'author'> {
  if (author === undefined) return {};
  const by = word(author);
  return { author: editor ? clip(`${by}, edited by ${word(editor.name)}`, TASK_LIMITS.word) : by };
}

function withComments(
  task: Task,
  comments: readonly RemoteComment[],
  { actor, rules }: { actor: string; rules: TrustRules },
) {
  const notes = task.annotations ?? [];
  const byId = new Map(notes.map((note) => [note.id, note]));
  let size = notes.reduce((sum, { id, text }) => sum + (id.startsWith(FROM_SERVICE) ? text.length : 0), 0);
  const [added, edited]: [Annotation[], Map<string, Annotation>] = [[], new Map()];
  let left = 0;
  for (const comment of comments) {
    const id = noteId(comment);
    const text = clip(storable(comment.body.replace(MARK, '')).trim(), TASK_LIMITS.annotation) || '(empty)';
    const known = byId.get(id);
    if (known?.text === text) continue;
    if (!known && size + text.length > LARGEST) {
      left++;
      continue;
    }
    size += text.length;
    const at = isInstant(comment.created) ? comment.created : toInstant(Date.parse(comment.created) || 0);
    const note: Annotation = {
      ...{ id, at, actor, text },
      ...writtenBy(comment),
      ...(comment.association === undefined ? {} : { association: word(comment.association) }),
      ...(areTrusted(comment, rules) ? {} : { outside: true }),
    };
    byId.set(id, note);
    if (known) edited.set(id, note);
    else added.push(note);
  }
  const kept = edited.size === 0 ? notes : notes.map((note) => edited.get(note.id) ?? note);
  return { task: { ...task, annotations: appended(kept, added) }, count: added.length + edited.size, left };
}
