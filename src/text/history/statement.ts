import { nounFor } from '../../base/amounts.ts';
import { taskName } from '../../domain/task/task.ts';
import { fieldName } from '../../report/statement/change.ts';
import type { Statement, Thing } from '../../report/statement/statement.ts';
import { VERBS } from '../../report/statement/verbs.ts';
import { oneLine } from '../safe.ts';

/** Maximum length of a task's description and of another name, in characters. */
const LIMITS = { description: 60, name: 80 } as const;

/** Maximum number of fields that a phrase names. A change of more fields is only "changing". */
const NAMED = 3;

interface Form {
  /** `doing` names the act: `adding #3 X`. `did` is the predicate of its author: `added #3 X`. */
  form: keyof (typeof VERBS)[keyof typeof VERBS];
  /**
   * Omits the task or run that the statement is about: `link` if the page shows a link after the phrase, `page` if the
   * page is about it.
   */
  omits?: 'link' | 'page' | undefined;
}

/**
 * Formats a statement as a phrase: `completing #42 Translate the checkout`, `the import of 10,000 tasks`, `changed notes
 * of #3 Deploy (by undo)`.
 */
export function statementText({ verb, object, detail, again }: Statement, { form, omits }: Form): string {
  const named = verb === 'change' && detail.length <= NAMED ? detail.map(fieldName).join(', ') : '';
  const thing = omits && hasPage(object) ? '' : thingText(object, { verb, isOwn: omits === 'page' });
  const fields = named && omits !== 'page' ? `${named} of` : named;
  return [VERBS[verb][form], fields, thing, again && `(by ${again})`].filter(Boolean).join(' ');
}

/** Checks whether a statement is about one task or run, so that a page can show a link to it. */
export const hasPage = ({ kind, id, name }: Thing): boolean =>
  id !== undefined && (kind === 'run' || (kind === 'task' && name !== undefined));

function thingText(thing: Thing, { verb, isOwn }: { verb: Statement['verb']; isOwn: boolean }): string {
  const { kind, id, number, name, count, run } = thing;
  if (kind === 'run') return id ?? name!;
  if (kind === 'claim') return `${verb === 'change' ? 'the claim of ' : ''}${claimText(thing)}`;
  if (count !== undefined) return `${count.toLocaleString('en-US')} ${nounFor(count, kind)}`;
  if (kind === 'task') return name === undefined ? 'a task' : taskText(thing);
  const of = run ?? (isOwn || number === undefined ? undefined : `#${number}`);
  return `${oneLine(name!, LIMITS.name)}${of === undefined ? '' : ` ${run ? 'on' : 'of'} ${of}`}`;
}

const taskText = ({ number, name, outside }: Thing) =>
  taskName({ id: number!, description: oneLine(name!, LIMITS.description), outside });

/** Names what a claim is about: its task, or its first files. */
function claimText(thing: Thing): string {
  const { number, name, count = 0 } = thing;
  if (number !== undefined) return taskText(thing);
  if (name === undefined) return 'files';
  const first = oneLine(name, LIMITS.name);
  return count > 1 ? `${first} and ${(count - 1).toLocaleString('en-US')} more` : first;
}
