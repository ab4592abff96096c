import { clip } from '../../base/clip.ts';
import { groupedBy } from '../../base/iterables.ts';
import { globOf, isWholeRepository } from '../../claims/index.ts';
import { foundAt } from '../../domain/inbox/found.ts';
import { type Candidate, PROPOSAL_LIMITS } from '../../domain/inbox/words.ts';
import { type Finding, LEVELS, type Report } from './finding.ts';

/** Maximum number of places that a proposal names. */
const PLACES = 20;

/** A proposal made from all findings of one rule in one file. */
export interface FoundCandidate extends Candidate {
  rule: string;
}

/**
 * Makes one candidate of all findings of a rule in a file, the worst first. So a candidate keeps its identity when lines
 * move, and when one of several places is fixed.
 * @param relative returns a path within the repository; undefined for a path outside
 */
export function candidatesOf(
  { tool, findings }: Report,
  relative: (path: string) => string | undefined,
): FoundCandidate[] {
  const placed = findings.flatMap((one): Finding[] => {
    const path = one.path === undefined ? undefined : relative(one.path);
    if (path === undefined && one.path !== undefined) return [];
    return [{ ...one, path: path !== undefined && isWholeRepository(path) ? undefined : path }];
  });
  const groups = [...groupedBy(placed, ({ rule, path }) => JSON.stringify([rule, path ?? ''])).values()];
  const weight = (group: readonly Finding[]) => Math.min(...group.map(({ level }) => LEVELS.indexOf(level)));
  return groups.sort((a, b) => weight(a) - weight(b)).map((group) => candidateOf(tool, group));
}

function candidateOf(tool: string, group: readonly Finding[]): FoundCandidate {
  const [{ rule, path, line, message }] = group as [Finding, ...Finding[]];
  const level = LEVELS[Math.min(...group.map((one) => LEVELS.indexOf(one.level)))]!;
  const title = `${tool}: ${rule}${path === undefined || rule.includes(path) ? '' : ` in ${path}`}`;
  const places = group
    .slice(0, PLACES)
    .map((one) => `${one.line === undefined ? '' : `line ${one.line}: `}${one.message}`);
  const more = group.length > PLACES ? [`and ${group.length - PLACES} more`] : [];
  const found = path === undefined ? undefined : foundAt(line === undefined ? path : `${path}:${line}`);
  return {
    title: clip(title, PROPOSAL_LIMITS.title),
    body: [`${tool} reports this (${level}):`, ...(group.length === 1 ? [message] : places), ...more].join('\n'),
    rule,
    ...(found ? { found, is: 'finding' as const } : {}),
    ...(path === undefined ? {} : { scope: [{ glob: globOf(path) }] }),
  };
}
