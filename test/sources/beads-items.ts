import { toInstant } from '../../src/domain/instant.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { Came } from './imported.ts';

/** An issue as a list of the tool has it. */
export interface Issue {
  id: string;
  title: string;
  status: string;
  priority: number | null;
  type: string | null;
  labels: string[];
  blockedBy: string[];
  parent: string | null;
  otherLinks: [type: string, id: string][];
  linksOutsideFile: string[];
  comments: number;
  acceptanceBoxes: number;
  hasAcceptanceText: boolean;
  textLength: number;
  longText: boolean;
  assignee: string | null;
  externalRef: string | null;
  created: string;
  updated: string;
  closed: string | null;
}

const STATUS: Record<string, Task['status']> = { closed: 'completed', tombstone: 'deleted' };
const PRIORITY = ['H', 'H', 'M', 'L', 'L'] as const;
const LINKS: Record<string, string> = { 'relates-to': 'relates', related: 'relates' };
const OURS = new Set(['discovered-from', 'duplicates', 'relates-to', 'related']);
const second = (moment: string | null) => (moment === null ? null : toInstant(Date.parse(moment)));

/** What of an issue is compared, as it came in. */
export function beadsItem(task: Came | undefined) {
  const { docs = {}, extra = {} } = task ?? {};
  const texts = [docs.spec, docs.design, docs.notes, docs.acceptance];
  return {
    title: task?.description,
    status: task?.status,
    word: task?.status === 'pending' ? (extra.status ?? 'open') : task?.status,
    priority: task?.priority ?? null,
    number: extra.priority ?? null,
    type: task?.type ?? null,
    tags: task?.tags ?? [],
    depends: [...(task?.depends ?? [])].sort(),
    parent: task?.parent ?? null,
    links: [...(task?.links ?? [])].sort(),
    ties: ((extra.dependencies ?? []) as { type: string; depends_on_id: string }[]).map(
      ({ type, depends_on_id }) => `${type} ${depends_on_id}`,
    ),
    comments: task?.annotations?.length ?? 0,
    acceptance: (task?.acceptance?.length ?? 0) > 0,
    length: task?.acceptance ? null : [...texts.join('')].length,
    assignee: task?.agent ?? null,
    externalRef: extra.external_ref ?? null,
    entry: task?.entry,
    modified: task?.modified,
    end: task?.status === 'completed' ? task.end : null,
  };
}

/** The same as the list says; ties to what is not in the file are left out. */
export function expectedBeads(item: Issue, here: ReadonlyMap<string, unknown>): ReturnType<typeof beadsItem> {
  const inside = (id: string | null) => id !== null && here.has(id);
  const status = STATUS[item.status] ?? 'pending';
  const number = item.priority === 0 || item.priority === 4 ? item.priority : null;
  return {
    title: item.title.replaceAll('\t', ' ').trim(),
    status,
    word: status === 'pending' ? item.status : status,
    priority: item.priority === null ? null : PRIORITY[item.priority]!,
    number,
    type: item.type,
    tags: item.labels.map((label) => label.replaceAll(/[\s/+:]+/g, '_')),
    depends: item.blockedBy.filter((id) => inside(id) && id !== item.parent).sort(),
    parent: inside(item.parent) ? item.parent : null,
    links: item.otherLinks
      .filter(([type, id]) => OURS.has(type) && inside(id))
      .map(([type, id]) => `${LINKS[type] ?? type} ${id}`)
      .sort(),
    ties: item.otherLinks.filter(([type]) => !OURS.has(type)).map(([type, id]) => `${type} ${id}`),
    comments: item.comments,
    acceptance: item.hasAcceptanceText || item.acceptanceBoxes > 0,
    length: item.hasAcceptanceText ? null : item.textLength,
    assignee: item.assignee,
    externalRef: item.externalRef,
    entry: second(item.created)!,
    modified: second(item.updated)!,
    // One that was closed before the tool noted when has the moment of its last change.
    end: status === 'completed' ? second(item.closed ?? item.updated) : null,
  };
}
