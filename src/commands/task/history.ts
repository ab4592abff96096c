import * as z from 'zod';
import { type Actor, formatActor } from '../../domain/actor.ts';
import { countInput, idInput } from '../../domain/inputs.ts';
import { fromInstant, isInstant } from '../../domain/instant.ts';
import type { Commit } from '../../store/index.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { formatFull } from '../../time/index.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const DEFAULT_LIMIT = 20;
const LIMIT_MAX = 500;

export const taskHistory = defineCommand({
  name: 'task_history',
  title: 'Show history',
  summary: 'Who changed which field when, newest first: of one task, or of the whole queue.',
  toolset: 'queue',
  effect: 'read',
  positional: ['id'],
  examples: ['task history 12', 'task history --limit 50'],
  input: () =>
    z.strictObject({
      id: idInput().optional(),
      limit: countInput().describe(`Commits, ${DEFAULT_LIMIT} by default`).optional(),
    }),
  output: () => z.strictObject({ commits: z.array(outputs.commit()) }),
  async run(context, input) {
    const task = input.id === undefined ? undefined : findTask(context.queue, input.id);
    const commits: Commit[] = [];
    const limit = Math.min(input.limit ?? DEFAULT_LIMIT, LIMIT_MAX);
    const query = { limit, reverse: true, ...(task ? { kind: 'task', id: task.uuid } : {}) };
    for await (const commit of context.store.history(query)) commits.push(task ? only(commit, task.uuid) : commit);
    return { commits };
  },
  text: ({ commits }, context) =>
    commits.length === 0 ? 'No changes.' : commits.map((commit) => commitText(commit, context)).join('\n'),
});

function only(commit: Commit, uuid: string): Commit {
  return { ...commit, changes: commit.changes.filter((change) => change.kind === 'task' && change.id === uuid) };
}

/** `41 2026-08-01 10:00 UTC human:ada task_modify  12 due: 2026-08-02 -> 2026-08-04` */
export function commitText(commit: Commit, context: Pick<Context, 'queue' | 'clock'>): string {
  const tasks = commit.changes.filter((change) => change.kind === 'task');
  const told = tasks.slice(0, 5).map((change) => changeText(change, context));
  if (tasks.length > told.length) told.push(`… and ${tasks.length - told.length} more tasks`);
  return `${commit.seq} ${formatFull(fromInstant(commit.at), context.clock.zone)} ${whoText(commit.actor)} ${commit.command}${told.length > 0 ? `  ${told.join('; ')}` : ''}`;
}

/** With the session, by its first eight characters: two sessions of one client have the same name. */
function whoText(actor: Actor): string {
  const name = oneLine(formatActor(actor));
  return actor.session ? `${name} (session ${oneLine(actor.session).slice(0, 8)})` : name;
}

function changeText(
  { id, before, after }: Commit['changes'][number],
  { queue, clock }: Pick<Context, 'queue' | 'clock'>,
): string {
  const task = queue.get(id);
  const name = task ? String(task.id) : id.slice(0, 8);
  if (before === null)
    return `${name} created${after && typeof after.description === 'string' ? `: ${oneLine(after.description, 60)}` : ''}`;
  if (after === null) return `${name} purged`;
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => field !== 'modified');
  return `${name} ${fields.map((field) => fieldText(field, before[field], after[field], clock.zone)).join(', ')}`;
}

/** A field whose elements change one by one is told by what came (+) and went (-). */
function fieldText(field: string, before: unknown, after: unknown, zone: string): string {
  if (!field.endsWith('[]')) return `${field}: ${valueText(before, zone)} -> ${valueText(after, zone)}`;
  const elements = (list: unknown, sign: string) =>
    Array.isArray(list) ? list.map((element) => sign + valueText(element, zone)) : [];
  return `${field.slice(0, -2)}: ${[...elements(before, '-'), ...elements(after, '+')].join(' ')}`;
}

/** Notes and criteria by their text, with the evidence; other structures as JSON. */
function valueText(value: unknown, zone: string): string {
  if (value === undefined || value === null) return '(none)';
  if (isInstant(value)) return formatFull(fromInstant(value), zone);
  if (typeof value === 'string') return oneLine(value, 80);
  const { text, met } = value as { text?: unknown; met?: { evidence?: unknown } };
  if (typeof text !== 'string') return oneLine(JSON.stringify(value), 80);
  return `${quoted(text, 60)}${met ? ` (met: ${oneLine(String(met.evidence), 40)})` : ''}`;
}
