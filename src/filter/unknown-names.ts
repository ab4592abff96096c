import { nearest } from '../base/nearest.ts';
import { ownProperty } from '../base/own-property.ts';
import { formatActor } from '../domain/actor.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import { extraTexts, folded } from '../domain/task/extra-values.ts';
import { WORDED_ID } from '../domain/task/source-refs.ts';
import { VIRTUAL_TAGS, virtualTag } from '../domain/urgency/virtual-tags.ts';
import type { FilterNode, IdPart } from './ast.ts';
import { type AskedAttribute, type NamedPart, namedParts, type ServedKind } from './named-parts.ts';
import { EXTRA } from './tables/find-attribute.ts';

/** A tag, project, text, id or attribute value in a filter that no task has. It is probably a typo. */
export interface UnknownName {
  /** The name as written in a filter: `+REDY`, `project:wbe`. */
  written: string;
  what: 'tag' | 'project' | 'text' | 'attribute' | 'id';
  /** Sentence that explains an id, or an attribute that is often misunderstood. */
  asks?: string;
  /** The command that lists what a word names, such as agents. */
  listedBy?: string | undefined;
  /** The most similar known name, written in the same way. */
  nearest?: string | undefined;
}

/** Yields the names in a filter that no task has, each once, if it selects no task. Skips negated parts. */
export function* unknownNames(node: FilterNode, facts: Facts): Generator<UnknownName> {
  const seen = new Set<string>();
  const known: string[] = [];
  const terms: string[] = [];
  for (const leaf of namedParts(node)) {
    const key = JSON.stringify(leaf);
    if (seen.has(key)) continue;
    seen.add(key);
    if ('text' in leaf && isInTexts(leaf.text, facts.queue)) {
      known.push(leaf.text);
      terms.push(termOf(leaf.text, facts.queue) ?? '');
    } else yield* unknownIn(leaf, facts);
  }
  if (known.length > 0) yield notTogether(known, terms.filter(Boolean));
}

/** Explains words that texts have, but not the texts of tasks with the other parts of the filter. */
function notTogether(words: readonly string[], terms: readonly string[]): UnknownName {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop()!;
  const all = quoted.length > 0 ? `${quoted.join(', ')} and ${last}` : last;
  const named = terms.length > 0 ? ` For tasks with this state or name: ${terms.join(' ')}` : '';
  return said(all, `Texts have ${all}, but no task has all parts of the filter.${named}`);
}

/** Explanations of attributes that people often misunderstand. Undefined if the value is known. */
const ASKS: Readonly<Record<AskedAttribute, (value: string, facts: Facts) => string | undefined>> = {
  created: (value, facts) => unknownAuthor('created', value, facts),
  changed: (value, facts) => unknownAuthor('changed', value, facts),
  actor: (value) =>
    `actor:${value} finds the author of a note on the task; created:${value} and changed:${value} find who made or changed the task.`,
  description: (value) =>
    `description:${value} finds the beginning of a description; text:${value} finds words in all texts.`,
  scope: (value) => `scope:${value} matches a whole glob; scope.has:${value} matches a part of one.`,
};

function unknownIn(leaf: NamedPart, facts: Facts): UnknownName[] {
  const { queue } = facts;
  if ('task' in leaf) return unknownId(leaf.task, queue);
  if ('served' in leaf) return unservedId(leaf, facts);
  if ('source' in leaf) return unknownSource(leaf.source, queue);
  if ('tag' in leaf) return unknownTag(leaf.tag, queue);
  if ('field' in leaf) return unknownField(leaf.field, queue);
  if ('project' in leaf) return unknownProject(leaf.project, queue);
  if ('agent' in leaf) return unknownAssignee(leaf.agent, queue);
  if ('attribute' in leaf) {
    const { attribute, value } = leaf;
    const asks = ASKS[attribute](value, facts);
    return asks === undefined ? [] : [{ written: `${attribute}:${value}`, what: 'attribute', asks }];
  }
  return wordInTexts(leaf.text, queue);
}

/** Words for a state that people type without an attribute. Other words for states are names of virtual tags. */
const STATES: Readonly<Record<string, string>> = {
  ...{ done: '+COMPLETED', closed: '+COMPLETED', finished: '+COMPLETED' },
  ...{ open: '+PENDING', todo: '+PENDING', doing: '+ACTIVE', started: '+ACTIVE', archived: '+DELETED' },
  ...{ high: 'priority:H', urgent: 'priority:H', medium: 'priority:M', low: 'priority:L' },
};

/** Words for other things than tasks, with the commands that list them. */
const LISTS: Readonly<Record<string, string>> = {
  ...{ agents: 'agent_list', runs: 'run_list', goals: 'goal_list', settings: 'setting_list', claims: 'claim_list' },
  ...{ worktrees: 'worktree_list', views: 'view_list', repositories: 'repo_list', repos: 'repo_list' },
};

const ONE_ID = new RegExp(`^${WORDED_ID}$`, 'i');

/** Explains a word that was searched in texts, if it also means a state, a tag, a project or an assignee. */
function wordInTexts(text: string, queue: TaskQueue): UnknownName[] {
  if (/^#\d+$/.test(text)) return [{ written: `"${text}"`, what: 'text', nearest: text.slice(1) }];
  if (ONE_ID.test(text))
    return [{ written: text, what: 'id', asks: `No task has the id ${text}, and no text has this word.` }];
  const term = termOf(text, queue) ?? (/^[a-z]{3,}s$/i.test(text) ? termOf(text.slice(0, -1), queue) : undefined);
  const named = term === undefined ? '' : ` For tasks with this state or name: ${term}`;
  if (/^[\w-]+$/.test(text) && hasInOtherCase(text, queue))
    return [
      said(
        text,
        `No text has the word "${text}", but some texts have it with other capitals: /${text}/i${named && `.${named}`}`,
      ),
    ];
  const listedBy = ownProperty(LISTS, text.toLowerCase());
  if (term === undefined && listedBy === undefined) return [];
  return [{ ...said(text, `No text has the word "${text}".${named}`), listedBy }];
}

const said = (written: string, asks: string): UnknownName => ({ written, what: 'text', asks });

/** Checks whether texts have a word with other capitals. */
function hasInOtherCase(word: string, queue: TaskQueue): boolean {
  const sought = word.toLowerCase();
  return isText((text) => text.toLowerCase().includes(sought) && !text.includes(word), queue);
}

function isInTexts(word: string, queue: TaskQueue): boolean {
  return isText((text) => text.includes(word), queue);
}

/** Checks the descriptions and notes of all tasks, but only after a filter selected none. */
function isText(fits: (text: string) => boolean, queue: TaskQueue): boolean {
  for (const { description, annotations = [] } of queue.all())
    if (fits(description) || annotations.some(({ text }) => fits(text))) return true;
  return false;
}

function termOf(text: string, queue: TaskQueue): string | undefined {
  const state = ownProperty(STATES, text.toLowerCase());
  if (state) return state;
  if (virtualTag(text.toUpperCase())) return `+${text.toUpperCase()}`;
  if (queue.byTag(text).size > 0) return `+${text}`;
  if (queue.byProject(text).size > 0) return `project:${text}`;
  if (queue.byAgent(text).size > 0) return `agent:${text}`;
  return isSource(text.toLowerCase(), queue) ? `source:${text.toLowerCase()}` : undefined;
}

/** Checks whether a task was imported from a tool with this name. */
function isSource(kind: string, queue: TaskQueue): boolean {
  for (const { source } of queue.all()) if (source?.kind === kind) return true;
  return false;
}

/** Finds an assignee that no task has. The filter's caller (`@me`) can have started tasks of others. */
function unknownAssignee(name: string, queue: TaskQueue): UnknownName[] {
  if (name === '@me')
    return [
      { written: 'agent:@me', what: 'attribute', asks: 'None is assigned to you. Tasks that you started: claim:@me' },
    ];
  if (/^(?:none|nobody|unassigned|null)$/i.test(name))
    return [{ written: `agent:${name}`, what: 'attribute', asks: 'Tasks without an assignee: agent.none:' }];
  const known: string[] = [];
  for (const { agent } of queue.all()) if (agent !== undefined) known.push(agent);
  if (known.includes(name)) return [];
  const close = nearest(name, [...new Set(known)]);
  return [{ written: `agent:${name}`, what: 'attribute', nearest: close && `agent:${close}` }];
}

/** Names the authors of tasks for one that has none. */
function unknownAuthor(
  attribute: 'created' | 'changed',
  name: string,
  { queue, authorsOf }: Facts,
): string | undefined {
  const known = new Set<string>();
  for (const { uuid } of queue.all()) {
    const author = authorsOf(uuid)[attribute];
    if (author) known.add(formatActor(author));
  }
  const isKnown = [...known].some((one) => one === name || one.split(/[:/#]/).includes(name));
  const all = [...known].slice(0, MOST_NAMED).join(', ');
  return isKnown || name === '@me' || all === '' ? undefined : `Nothing has ${attribute}:${name}. The authors: ${all}.`;
}

/** Finds an id that no task has. A range finds nothing: it names no task. */
function unknownId(part: IdPart, queue: TaskQueue): UnknownName[] {
  const [written, what, found] =
    'uuid' in part
      ? [part.uuid, 'UUID', queue.byPrefix(part.uuid).length > 0]
      : [String(part.from), 'number', part.from !== part.to || queue.byId(part.from) !== undefined];
  const asks = `No task of the queue has the ${what} ${written}. It was never here, or it was archived or purged.`;
  return found ? [] : [{ written, what: 'id', asks }];
}

function unknownTag(name: string, queue: TaskQueue): UnknownName[] {
  if (virtualTag(name) || queue.byTag(name).size > 0) return [];
  // A slip never selects every task.
  const virtual = VIRTUAL_TAGS.map((row) => row.name).filter((known) => known !== 'ANY');
  const close = nearest(name, [...virtual, ...queue.tags().keys()]);
  return [{ written: `+${name}`, what: 'tag', nearest: close ? `+${close}` : termOf(name, queue) }];
}

/** Finds a field of other tools that no task has. It reads all tasks, but only after a filter selected none. */
function unknownField(name: string, queue: TaskQueue): UnknownName[] {
  const known = new Set<string>();
  for (const task of queue.all()) {
    if (!task.extra) continue;
    if (extraTexts(task, name).length > 0) return [];
    for (const field of Object.keys(task.extra)) known.add(folded(field));
  }
  const close = nearest(name, known);
  return [{ written: `${EXTRA}${name}`, what: 'attribute', nearest: close && `${EXTRA}${close}` }];
}

/** Finds an id of a record that no task serves. It reads all tasks, but only after a filter selected none. */
function unservedId({ served, id }: { served: ServedKind; id: string }, facts: Facts): UnknownName[] {
  for (const task of facts.queue.all()) if (facts.servesOf(task)[served].includes(id)) return [];
  return [{ written: `${served}:${id}`, what: 'attribute' }];
}

/** Finds a source from which no task came. It reads all tasks, but only after a filter selected none. */
function unknownSource(name: string, queue: TaskQueue): UnknownName[] {
  const known = new Set<string>();
  for (const { source } of queue.all())
    for (const text of [source?.kind, source?.list, source?.id, source?.url]) {
      if (text === name) return [];
      if (text !== undefined && (text === source?.kind || text === source?.list)) known.add(text);
    }
  const all = [...known].slice(0, MOST_NAMED).join(', ');
  const asks = all === '' ? 'No task was imported.' : `No task came from ${name}. The sources: ${all}.`;
  return [{ written: `source:${name}`, what: 'attribute', asks }];
}

/** Maximum number of sources, and of authors, that a note lists. */
const MOST_NAMED = 10;

function unknownProject(name: string, queue: TaskQueue): UnknownName[] {
  const known = [...queue.projects().keys()];
  if (known.some((project) => project.startsWith(name))) return [];
  const parents = known.flatMap((project) => project.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')));
  const close = nearest(name, new Set(parents));
  return [{ written: `project:${name}`, what: 'project', nearest: close ? `project:${close}` : termOf(name, queue) }];
}
