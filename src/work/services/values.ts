import { bareName } from '../../base/bare-name.ts';
import { clip } from '../../base/clip.ts';
import { isBlank, storable, UNSAFE } from '../../base/unsafe-characters.ts';
import { PROJECT, TAG, TASK_LIMITS } from '../../domain/fields/words.ts';
import { type Held, heldValue } from '../../domain/kinds/sync/held.ts';
import type { Linked } from '../../domain/records.ts';
import { STOP_TAG, type Task } from '../../domain/task/task.ts';
import { MARK, type RemoteItem } from '../../services/index.ts';
import { sha256 } from '../../store/index.ts';

/**
 * The fields that a source keeps in step. `both`: a change goes both ways. `there`: the service has the last word, and a
 * change of the queue stays in the queue.
 */
export const FIELD_OWNERS = {
  description: 'both',
  spec: 'both',
  status: 'both',
  tags: 'both',
  priority: 'both',
  due: 'both',
  project: 'there',
  agent: 'there',
  parent: 'there',
  depends: 'there',
} as const;

export type StepField = keyof typeof FIELD_OWNERS;
export const STEP_FIELDS = Object.keys(FIELD_OWNERS) as StepField[];

/** Fields that not every service has. An item that was read without them is not compared in them. */
const OPTIONAL = ['priority', 'due'] as const;

/** Returns the fields in which an item is kept in step. */
export const fieldsIn = (there: Readonly<Record<string, unknown>>): StepField[] =>
  STEP_FIELDS.filter((field) => !OPTIONAL.some((one) => one === field) || Object.hasOwn(there, field));

/** Maximum length of a text that becomes a spec, in characters. GitHub's own limit is 65,536. */
export const LONGEST_TEXT = 262_144;
/** Maximum number of labels and blockers of an item that are kept. */
const MOST = TASK_LIMITS.tags;

const UNSAFE_RUN = new RegExp(`[\\s${UNSAFE}]+`, 'gu');
const oneLine = (text: string) => storable(text).replace(UNSAFE_RUN, ' ').trim();

/** The label at a service that stops work on its item. */
const STOP_LABEL = 'backlog:stop';

/** Returns the tag for a label; undefined if the label has no character that a tag can have. */
export function tagOfLabel(label: string, prefix: string): string | undefined {
  if (label.toLowerCase() === STOP_LABEL) return STOP_TAG;
  const own = prefix !== '' && label.startsWith(prefix) ? label.slice(prefix.length) : label;
  const word = oneLine(own)
    .replaceAll(/[\s]+/g, '-')
    .replaceAll(/[,;:=()<>!~?"'/\\+*%^|&]+/g, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, TASK_LIMITS.tag - 1);
  const tag = TAG.test(word) ? word : `_${word}`;
  return word !== '' && TAG.test(tag) ? tag : undefined;
}

function projectOf(milestone: string | undefined): string | undefined {
  const text = clip(oneLine(milestone ?? ''), TASK_LIMITS.project);
  if (text === '' || PROJECT.test(text)) return text || undefined;
  const name = text
    .replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return PROJECT.test(name) ? name : undefined;
}

/** An item as the link stores it: values by field, texts as blobs, and what was too long. */
export interface StoredItem {
  there: Record<string, string>;
  bodies: string[];
  cut: string[];
  /** Sentences about values that were shortened or left out. */
  told: string[];
}

/** Reads an item by the queue's rules: bounded, without control characters. `depends` are identities there. */
export function storedItem(item: RemoteItem, prefix: string, depends: readonly string[]): StoredItem {
  const [there, cut, told]: [Record<string, string>, string[], string[]] = [{}, [], []];
  const name = `#${item.number}`;
  const put = (field: string, value: unknown) => {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) there[field] = JSON.stringify(value);
  };
  const title = oneLine(item.title);
  if (title.length > TASK_LIMITS.description) cut.push('description');
  const description = clip(title, TASK_LIMITS.description);
  put('description', isBlank(description) ? `Issue ${name}` : description);
  put('status', item.state);
  const labels = item.labels.slice(0, MOST);
  const tags = labels.map((label) => tagOfLabel(label, prefix));
  put('labels', labels);
  put('tags', [...new Set(tags.filter((tag) => tag !== undefined))]);
  const lost = item.labels.length - labels.length + tags.filter((tag) => tag === undefined).length;
  if (lost > 0) told.push(`${name}: labels that can't be tags were left out: ${lost}`);
  put('project', projectOf(item.milestone));
  put(
    'agent',
    item.assignees[0] === undefined ? undefined : clip(bareName(oneLine(item.assignees[0])), TASK_LIMITS.word),
  );
  put('parent', item.parent);
  put('depends', depends.slice(0, TASK_LIMITS.depends));
  const whole = storable(item.body.replace(MARK, '')).trim();
  const body = whole.length > LONGEST_TEXT ? `${whole.slice(0, LONGEST_TEXT)}\n\n[…]` : whole;
  if (whole.length > LONGEST_TEXT) {
    cut.push('spec');
    told.push(
      `${name}: its text has ${whole.length} characters; the first ${LONGEST_TEXT} were taken, and it is not changed there`,
    );
  }
  for (const field of ['priority', 'due'] as const)
    if (item[field] !== undefined) there[field] = JSON.stringify(item[field]);
  if (item.unknownPriority !== undefined) {
    told.push(
      `${name}: its priority "${clip(oneLine(item.unknownPriority), 60)}" has no meaning here: \`backlog source update NAME --map H=…\``,
    );
  }
  if (item.isBodyFixed && !cut.includes('spec')) cut.push('spec');
  if (body !== '') there.spec = `@${sha256(body)}`;
  return { there, cut, told, bodies: body === '' ? [] : [body] };
}

/** Resolves identities there to uuids of tasks. */
export interface Resolve {
  byNode(node: string): string | undefined;
  byNumber(number: number): string | undefined;
}

/** The values of an item in the form of the queue. `unresolved` means that a parent or a blocker has no task (yet). */
export function thereValues(
  { there, task }: Pick<Linked, 'there' | 'task'>,
  spec: string | undefined,
  { byNode, byNumber }: Resolve,
): { values: Partial<Record<StepField, unknown>>; unresolved: boolean } {
  const read = <Field extends keyof Held>(field: Field) => heldValue(there, field);
  const nodes = read('depends') ?? [];
  const depends = nodes.flatMap((node) => byNode(node) ?? []).filter((uuid) => uuid !== task);
  const number = read('parent');
  const parent = number === undefined ? undefined : byNumber(number);
  const values = {
    ...{ description: read('description'), status: read('status'), tags: read('tags'), project: read('project') },
    ...{ agent: read('agent'), spec, depends: [...new Set(depends)], parent: parent === task ? undefined : parent },
    ...Object.fromEntries(OPTIONAL.flatMap((field) => (field in there ? [[field, read(field) ?? undefined]] : []))),
  };
  const unresolved = depends.length < nodes.length || (number !== undefined && parent === undefined);
  return { values, unresolved };
}

/** The values of a task in the same form. */
export function hereValues(task: Task, spec: string | undefined): Record<StepField, unknown> {
  const { description, status, tags, priority, due, project, agent, parent, depends } = task;
  return { description, spec, status, tags, priority, due, project, agent, parent, depends };
}
