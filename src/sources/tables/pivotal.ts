import type { Located } from '../reading/json-file.ts';
import { looseMoment } from '../reading/loose-dates.ts';

/** Detects the stories of a project of Pivotal Tracker. Exports before 2013 call the title `Story`. */
export function isPivotal([first]: readonly Located[]): boolean {
  const value = first?.value ?? {};
  return (
    ['Id', 'Current State', 'Accepted at'].every((column) => column in value) && ('Title' in value || 'Story' in value)
  );
}

/** States of stories that nobody works on, and of finished ones. Other states stay words: `started`, `delivered`. */
const STATE: Readonly<Record<string, string>> = {
  ...{ unscheduled: 'todo', unstarted: 'todo', planned: 'todo', accepted: 'done' },
};

/** Converts stories to tasks. A story with the label of an epic is the epic's subtask. */
export function pivotalTasks(located: readonly Located[]): Located[] {
  const epics = new Map<string, unknown>();
  for (const { value } of located)
    if (typeOf(value) === 'epic' && typeof value.Labels === 'string') epics.set(value.Labels.trim(), value.Id);
  return located.map((one) =>
    one.problem === undefined ? { ...one, raw: one.value, value: taskOf(one.value, epics) } : one,
  );
}

const typeOf = (value: Located['value']) => value.Type ?? value['Story Type'];
const listed = (value: unknown): unknown[] => [value ?? []].flat();

function taskOf(value: Located['value'], epics: ReadonlyMap<string, unknown>): Located['value'] {
  const {
    Id,
    Title,
    Story,
    Type,
    'Story Type': type,
    'Current State': state,
    Priority,
    Comment,
    Note,
    ...rest
  } = value;
  const { Task, 'Task Status': done, Blocker, 'Blocker Status': resolved, 'Accepted at': closed, ...others } = rest;
  const said = [...listed(Comment), ...listed(Note)];
  const comments = said.map(commentOf);
  const isEpic = typeOf(value) === 'epic';
  const labels = typeof value.Labels === 'string' ? value.Labels.split(',').map((label) => label.trim()) : [];
  const parents = isEpic ? [] : labels.flatMap((label) => epics.get(label) ?? []);
  return {
    ...{ id: Id, title: Title ?? Story, type: Type ?? type, closed },
    status: typeof state === 'string' ? (STATE[state.toLowerCase()] ?? state) : isEpic ? 'todo' : state,
    priority: typeof Priority === 'string' ? Priority.replace(/^p\d - /i, '') : Priority,
    ...(parents.length === 1 ? { parent: parents[0] } : {}),
    ...criteriaOf({ texts: listed(Task), done: listed(done), at: closed ?? value['Created at'] }),
    ...blockers(listed(Blocker), listed(resolved)),
    comments: comments.every((one) => one !== undefined) ? comments : said,
    ...others,
  };
}

/** Reads a comment such as `Looks good (Ada Lovelace - Nov 11, 2023)`. */
function commentOf(said: unknown): object | undefined {
  const [, body, author, date] = /^(.*) \((.+) - (\p{L}+ \d{1,2}, \d{4})\)$/su.exec(String(said)) ?? [];
  const createdAt = looseMoment(date);
  return createdAt === undefined ? undefined : { body, createdAt, author };
}

/** Returns the checklist of a story as criteria. Its export has no time for an item. */
function criteriaOf({ texts, done, at }: { texts: unknown[]; done: unknown[]; at: unknown }): object {
  if (texts.length === 0) return {};
  if (texts.length !== done.length) return { 'Task Status': done, Task: texts };
  const met = { at: looseMoment(at) ?? '2000-01-01T00:00:00Z', actor: 'Pivotal Tracker', evidence: 'completed' };
  return { acceptance: texts.map((text, i) => ({ text: String(text), ...(done[i] === 'completed' ? { met } : {}) })) };
}

/** Returns the stories that block this one. Other blockers stay texts. */
function blockers(texts: unknown[], resolved: unknown[]): object {
  const open = texts.filter((_, i) => resolved[i] !== 'resolved');
  const ids = open.map((text) => /#(\d+)/.exec(String(text))?.[1]);
  if (texts.length === 0) return {};
  return {
    ...(ids.some(Boolean) ? { 'blocked by': ids.filter(Boolean) } : {}),
    ...(open.length < texts.length || ids.includes(undefined) ? { Blocker: texts, 'Blocker Status': resolved } : {}),
  };
}
