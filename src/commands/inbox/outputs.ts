import type { Proposal } from '../../domain/records.ts';
import { oneLine, quoted, quotedLines } from '../../text/safe.ts';

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

/** Formats a whole proposal. Others' texts are quoted. */
export function proposalText(one: Proposal, taskName: string | undefined, againName?: string): string {
  const { title, body, state, reason, count, type, project, scope = [], acceptance = [], checks = [], by } = one;
  const facts: [string, string | undefined][] = [
    ['state', [state, taskName && `task ${taskName}`, by && `by ${oneLine(by)}`].filter(Boolean).join(', ')],
    ['reason', reason && quoted(reason, 300)],
    ['from', sourceText(one)],
    ['found', foundText(one)],
    ['again', againName && `after task ${againName} was completed`],
    ['proposed', count > 1 ? `${count} times, last ${one.seen}` : one.at],
    ['type', type && oneLine(type)],
    ['project', project && oneLine(project)],
    ['scope', oneLine(scope.map(({ repo, glob }) => (repo === undefined ? glob : `${repo}:${glob}`)).join(' '), 300)],
    ['checks', oneLine(checks.join(', '), 300)],
  ];
  return [
    `${one.id} ${quoted(title)}`,
    ...facts.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])),
    ...acceptance.map((text) => `criterion: ${quoted(text, 300)}`),
    ...(body === undefined ? [] : ['Text of the proposal:', ...quotedLines(body)]),
  ].join('\n');
}
