import type { Proposal } from '../../domain/records.ts';
import { oneLine, quoted, quotedLines } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Formats where a proposal was found: `src/a.ts:12`, `r7`. */
export function foundText({ found }: Pick<Proposal, 'found'>): string {
  if (!found) return '';
  const { path, line, run } = found;
  return oneLine(path === undefined ? (run ?? '') : `${path}${line === undefined ? '' : `:${line}`}`, 120);
}

export const sourceText = ({ source }: Pick<Proposal, 'source'>): string =>
  oneLine(`${source.kind === 'pass' ? 'pass ' : ''}${source.name}${source.rule ? `, ${source.rule}` : ''}`, 80);

/** Names a proposal in a sentence. Its title is others' text. */
export const proposalName = ({ id, title }: Pick<Proposal, 'id' | 'title'>): string => `${id} ${quoted(title, 100)}`;

/** Ids of the tasks that a proposal names: what it became or repeats, the completed one, and the one that it changes. */
export interface ProposalTasks {
  task?: string | undefined;
  again?: string | undefined;
  changed?: string | undefined;
}

/** Finds the ids of the tasks that a proposal names. */
export function tasksOfProposal({ task, again, change }: Proposal, { queue }: Pick<Context, 'queue'>): ProposalTasks {
  const idOf = (uuid: string | undefined) =>
    uuid === undefined ? undefined : String(queue.get(uuid)?.id ?? uuid.slice(0, 8));
  return { task: idOf(task), again: idOf(again), changed: idOf(change?.task) };
}

/** Formats a whole proposal. Others' texts are quoted. */
export function proposalText(one: Proposal, { task: taskName, again: againName, changed }: ProposalTasks): string {
  const { title, body, state, reason, count, type, project, scope = [], acceptance = [], checks = [], by } = one;
  const facts: [string, string | undefined][] = [
    ['state', [state, taskName && `task ${taskName}`, by && `by ${oneLine(by)}`].filter(Boolean).join(', ')],
    ['reason', reason && quoted(reason, 300)],
    ['from', sourceText(one)],
    ['found', foundText(one)],
    ['changes', changed && `task ${changed}`],
    ['again', againName && `after task ${againName} was completed`],
    ['proposed', count > 1 ? `${count} times, last ${one.seen}` : one.at],
    ['type', type && oneLine(type)],
    ['project', project && oneLine(project)],
    ['scope', globsText(scope)],
    ['checks', oneLine(checks.join(', '), 300)],
  ];
  return [
    `${one.id} ${quoted(title)}`,
    ...facts.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])),
    ...changeLines(one),
    ...acceptance.map((text) => `criterion: ${quoted(text, 300)}`),
    ...(body === undefined ? [] : ['Text of the proposal:', ...quotedLines(body)]),
  ].join('\n');
}

/** Formats what a proposal changes in its task, one line for each field or part. */
function changeLines({ change }: Pick<Proposal, 'change'>): string[] {
  if (!change) return [];
  const { scope, checks, acceptance = [], parts = [], close } = change;
  return [
    ...(close ? ['  delete it'] : []),
    ...(scope ? [`  scope: ${globsText(scope)}`] : []),
    ...(checks ? [`  add checks: ${oneLine(checks.join(', '), 300)}`] : []),
    ...acceptance.map((text) => `  add the criterion: ${quoted(text, 300)}`),
    ...parts.map(({ name, title, scope: files }) =>
      `  subtask ${quoted(title ?? name, 100)} ${globsText(files)}`.trimEnd(),
    ),
  ];
}

function globsText(scope: readonly { repo?: string | undefined; glob: string }[]): string {
  return oneLine(scope.map(({ repo, glob }) => (repo === undefined ? glob : `${repo}:${glob}`)).join(' '), 300);
}
