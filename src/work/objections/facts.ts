import { isRuns } from '../../claims/index.ts';
import type { Actor } from '../../domain/actor.ts';
import { linkId, storedText } from '../../domain/kinds/sync/held-text.ts';
import { OUTSIDE_TEXT } from '../../domain/outside.ts';
import type { Linked, Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import {
  compareFacts,
  doesStop,
  factKey,
  openFindings,
  type RunFinding,
  type TaskFact,
} from '../../domain/runs/objections/finding.ts';
import { isOver, isParked } from '../../domain/runs/run-states.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { listed } from '../../domain/task/objections.ts';
import { holdsDependents, isStopped, type Task, taskName } from '../../domain/task/task.ts';
import { seenBy } from '../../domain/task/unmet-criteria.ts';
import type { Store, Tx } from '../../store/index.ts';
import { currentVersion, docId, SPEC } from '../documents/documents.ts';

type Records = Pick<Store['state'], 'get' | 'all'> | Pick<Tx, 'get' | 'all'>;

type Judged = Pick<Run, 'task' | 'state' | 'basis' | 'since' | 'agent' | 'target' | 'beside' | 'id' | 'evidence'>;

/** The facts for which an agent's round is made. */
type Basis = NonNullable<Run['basis']>;

/**
 * Lists what concerns a run under way: what changed, here or at a service, since its agent's round began.
 * All views, approvals, rules, the merge queue and the agent's next prompt read this list.
 */
export function findingsOf(records: Records, run: Judged): RunFinding[] {
  if (isOver(run.state) || isParked(run.state)) return [];
  const task = records.get('task', run.task);
  const lost = lostIn(records, task, run.since);
  const facts = factsAbout(records, run.task, run.basis);
  const commits = (run.beside ?? []).map(shortCommit);
  if (commits.length > 0)
    facts.set(factKey('target'), {
      ...{ value: listed(commits).join(', '), about: branchName(run.target), from: 'git', when: run.since },
    });
  const found = compareFacts(run.basis, facts, lost);
  const isClosedThere = found.some(({ what }) => what === 'item-closed');
  // A criterion that the run's own agent added has evidence of it.
  const criteria = (task && seenBy(task, run).acceptance) ?? [];
  const own = new Set(criteria.flatMap(({ met, text }) => (met?.run === run.id ? text : [])));
  // The state of an item there becomes that of its task. That is one finding. A run's own agent is no other worker, and
  // its notes in documents are no news.
  return found.filter(
    ({ what, about, from, after = '' }) =>
      !(what === 'task-closed' && isClosedThere) &&
      !(what === 'reassigned' && after === run.agent) &&
      !(what === 'criterion-added' && own.has(after)) &&
      !(what === 'text-changed' && about !== SPEC_NAME && from.endsWith(`#${run.id}`)),
  );
}

const textName = (name: string): string => `the ${name}`;
const SPEC_NAME = textName(SPEC);

/** Names what a fact is about that is gone: a document, a task on which this one depends, or this task. */
function lostIn(records: Records, task: Task | undefined, since: string) {
  const about = (key: string) => {
    const [aspect, which = ''] = key.split(' ');
    if (aspect === 'doc') return textName(which);
    const other = aspect === 'blocker' ? records.get('task', which) : task;
    return other ? taskName(other) : 'its task';
  };
  return { about, when: task?.modified ?? since };
}

/**
 * Returns what the next round is made for. What stops work stays as it was when the first round began, because only a person
 * settles that.
 */
export function basisOf(records: Records, { task, basis }: Pick<Run, 'task' | 'basis'>): Basis {
  const now = Array.from(factsAbout(records, task, basis), ([key, { value }]) => [key, value] as const);
  if (!basis) return Object.fromEntries(now);
  const kept = Object.entries(basis).filter(([key]) => doesStop(key));
  return Object.fromEntries([...now.filter(([key]) => !doesStop(key)), ...kept]);
}

/** Gathers the facts about a task that concern work on it, by key. `basis` names items and documents that were known. */
function factsAbout(records: Records, uuid: string, basis: Basis | undefined): Map<string, TaskFact> {
  const task = records.get('task', uuid);
  const links = linksOf(records, uuid, { task, basis });
  const facts = new Map<string, TaskFact>();
  const put = (key: string, value: string | undefined, more: Omit<TaskFact, 'value'>) => {
    if (value !== undefined && value !== '') facts.set(key, { value, ...more });
  };
  for (const [id, linked] of links) putItem(put, id, linked, records);
  if (!task) return facts;
  const { status, description, agent, obstacle, handoff, wait, scheduled, due, priority, checks, scope = [] } = task;
  /** Where a field was changed: a service whose item has its value, or the queue. */
  const around = (field: string, value: string): Omit<TaskFact, 'value'> => {
    const [, linked] = links.find(([, { there }]) => there[field] === value) ?? [];
    const about = taskName(task);
    return linked ? { about, from: linked.list, when: linked.updated } : { about, from: 'here', when: task.modified };
  };
  const here = around('', '');
  put(factKey('stop'), isStopped(task) ? 'on' : undefined, links[0] ? itemOf(links[0][1]) : here);
  put(factKey('task'), status, around('status', JSON.stringify(status)));
  put(factKey('description'), description, around('description', JSON.stringify(description)));
  put(factKey('agent'), agent, around('agent', JSON.stringify(agent)));
  put(factKey('obstacle'), obstacle?.note, here);
  put(factKey('handoff'), handoff?.note, here);
  put(factKey('wait'), [wait, scheduled].filter(Boolean).join(', '), here);
  put(factKey('due'), due, around('due', JSON.stringify(due)));
  put(factKey('priority'), priority, around('priority', JSON.stringify(priority)));
  put(factKey('checks'), checks?.join(', '), here);
  put(factKey('scope'), scopeText(scope, []), here);
  for (const { id, text } of task.acceptance ?? []) put(factKey('criterion', id), text, here);
  for (const name of documentNames(records, uuid, basis)) {
    const version = currentVersion(records.get('doc', docId(uuid, name)));
    const value = `@${version?.blob}`;
    const { from, when } = around('spec', value);
    const author = from === 'here' ? { from: version?.actor ?? from, when: version?.at ?? when } : { from, when };
    put(factKey('doc', name), version && value, { about: textName(name), ...author });
  }
  for (const blocker of task.depends ?? []) {
    const one = records.get('task', blocker);
    const value = one?.status === 'deleted' ? 'deleted' : one && holdsDependents(one) ? 'open' : 'met';
    const about = one ? taskName(one) : 'a task of the archive';
    put(factKey('blocker', blocker), value, { about, from: 'here', when: one?.modified ?? task.modified });
  }
  return facts;
}

type Put = (key: string, value: string | undefined, more: Omit<TaskFact, 'value'>) => void;

function putItem(put: Put, id: string, linked: Linked, records: Records): void {
  const { there, gone, source, task } = linked;
  const more = itemOf(linked);
  put(factKey('item', id), gone ?? storedText(there, 'status') ?? 'open', more);
  // Its author's new title stays an offer. The text is a document.
  if (linked.outside) put(factKey('offer', id), storedText(there, 'description'), more);
  for (const [, { field, there: value, resolved, ...one }] of records.all('conflict'))
    if (one.source === source && one.task === task && !resolved)
      put(factKey('conflict', field), value, { ...more, about: `the ${field} of ${more.about}` });
}

const itemOf = ({ list, number, updated }: Linked): Omit<TaskFact, 'value'> => ({
  ...{ about: `issue ${list}#${number}`, from: list, when: updated },
});

/** Finds the items of a task: those that were known, and those of its own source. */
function linksOf(
  records: Records,
  uuid: string,
  { task, basis = {} }: { task: Task | undefined; basis: Basis | undefined },
): [string, Linked][] {
  const known = Object.keys(basis).flatMap((key) => (key.startsWith('item ') ? key.slice('item '.length) : []));
  const node = task?.source?.id;
  const own = node === undefined ? [] : Array.from(records.all('source'), ([name]) => linkId(name, node));
  return [...new Set([...known, ...own])].flatMap((id): [string, Linked][] => {
    const linked = records.get('linked', id);
    return linked?.task === uuid ? [[id, linked]] : [];
  });
}

/** Names the documents of a task: those that it has, and those that were known. */
function documentNames(records: Records, uuid: string, basis: Basis = {}): Set<string> {
  const names = new Set([SPEC, OUTSIDE_TEXT]);
  for (const [, { task, name }] of records.all('doc')) if (task === uuid) names.add(name);
  for (const key of Object.keys(basis)) if (key.startsWith('doc ')) names.add(key.slice('doc '.length));
  return names;
}

/** Returns what the holder of a claim takes a task for, if a service has an item of it. A run has its own facts. */
export function basisOfClaim(records: Records, holder: string, task: string | undefined): Basis | undefined {
  if (task === undefined || isRuns(holder)) return undefined;
  const basis = basisOf(records, { task });
  return Object.keys(basis).some((key) => key.startsWith('item ')) ? basis : undefined;
}

/**
 * Lists what concerns a task on which somebody works without a run: what stops work, and what a service changed. Who works
 * here also edits here, so nothing else is news.
 */
export function findingsOfTask(records: Records, task: Task): RunFinding[] {
  const { uuid, modified, status, start } = task;
  if (status !== 'pending' || start === undefined) return [];
  const lost = lostIn(records, task, modified);
  const claims = Array.from(records.all('claim'), ([, one]) => one).filter((one) => one.task === uuid);
  const basis = claims.find((one) => one.basis)?.basis;
  const found = compareFacts(basis, factsAbout(records, uuid, basis), lost);
  const lists = new Set(Array.from(records.all('source'), ([, { list }]) => list));
  return found.filter(({ decides, from }) => decides === 'stops' || (decides === 'asks' && lists.has(from)));
}

/** Lists what concerns the run, or the task on which somebody works, with this id. */
export function findingsAt(records: Records, id: string): RunFinding[] {
  const run = records.get('run', id);
  if (run) return findingsOf(records, run);
  const task = records.get('task', id);
  return task ? findingsOfTask(records, task) : [];
}

/** Lists what an approval of a run has to name and doesn't. */
export const unseenOf = (records: Records, run: Run): RunFinding[] =>
  openFindings(findingsOf(records, run), run.verdict?.seen);

const stoppingOf = (records: Records, run: Run) =>
  findingsOf(records, run).filter(({ decides }) => decides === 'stops');

/** Lists what stops the agent of a run: nobody who let the run continue was told of it before. */
export const stopsOf = (records: Records, run: Run): RunFinding[] =>
  stoppingOf(records, run).filter(({ key }) => !run.continued?.includes(key));

/** Returns what a caller accepts who starts a run or lets it continue. Only a person accepts what stops work. */
export function acceptedStops(records: Records, run: Run, { kind }: Pick<Actor, 'kind'>): Pick<Run, 'continued'> {
  const stops = kind === 'human' ? stoppingOf(records, run) : [];
  return stops.length > 0 ? { continued: stops.map(({ key }) => key) } : {};
}
