import { groupedBy } from '../../base/iterables.ts';
import { present } from '../../base/present.ts';
import { fingerprint } from '../../domain/inbox/fingerprint.ts';
import { steadyTitle } from '../../domain/inbox/steady-title.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Tx } from '../../store/index.ts';
import { boundedCandidate } from './propose.ts';

/** What tells findings in moved files from new ones. */
export interface ReportedFiles {
  tool: string;
  /** Checks whether the repository has a file. */
  has(path: string): boolean;
}

/**
 * Gives proposals about files that are gone the places of the same findings in new files, one to one: renamed files
 * complete no task, open nothing anew, and what a person rejected stays so. Nothing is guessed: of several files that fit
 * equally, none is taken.
 */
export function moveFindings(tx: Tx, candidates: readonly Candidate[], { tool, has }: ReportedFiles): void {
  const proposals = [...tx.all('proposal')].map(([, proposal]) => proposal);
  const known = new Set(proposals.map((one) => one.fingerprint));
  const fresh = candidates.filter((one) => one.is === 'finding' && one.rule && !known.has(fingerprint(one)));
  const lost = proposals.filter(({ source, state, found }) => {
    const isOurs = source.kind === 'import' && source.name === tool && source.rule !== undefined && state !== 'gone';
    return isOurs && found?.path !== undefined && !has(found.path);
  });
  const before = byFile(lost, ({ source, found }) => ruleInFile(source.rule!, found!.path!));
  const now = byFile(fresh, ({ rule, found }) => ruleInFile(rule!, found?.path ?? ''));
  for (const [from, to] of movedFiles(before, now))
    for (const [rule, proposal] of before.get(from)!) {
      const candidate = now.get(to)!.get(rule);
      if (!candidate) continue;
      const { title, body, found, scope } = boundedCandidate(candidate);
      const source = { ...proposal.source, rule: candidate.rule };
      const place = { title, found, source, ...present({ body, scope }) };
      tx.put('proposal', proposal.id, { ...proposal, ...place, fingerprint: fingerprint(candidate) });
    }
}

/** Returns a rule without its file. The name of a test can contain that, also as a module: `tests.test_a`. */
function ruleInFile(rule: string, path: string): string {
  if (path === '') return rule;
  const plain = rule.replaceAll(path, '');
  return path.includes('/') ? plain.replaceAll(path.replace(/\.\w+$/, '').replaceAll('/', '.'), '') : plain;
}

/** A finding as a report and the inbox have it. */
interface Place {
  body?: string | undefined;
  found?: { path?: string | undefined; line?: number | undefined } | undefined;
}

/** Findings of files by their rule. */
type Files<One> = ReadonlyMap<string, ReadonlyMap<string, One>>;

function byFile<One extends Place>(all: readonly One[], ruleOf: (one: One) => string): Files<One> {
  const files = new Map<string, Map<string, One>>();
  for (const one of all) {
    const path = one.found?.path;
    if (path !== undefined) files.set(path, (files.get(path) ?? new Map()).set(ruleOf(one), one));
  }
  return files;
}

/** Maximum number of files on one side that are compared with those of the other. */
const MOST_FILES = 300;

/** Pairs gone files with new ones, the likeliest first. */
function movedFiles(before: Files<Place>, now: Files<Place>): [from: string, to: string][] {
  const pairs: { from: string; to: string; likeness: number }[] = [];
  for (const [from, lost] of [...before].slice(0, MOST_FILES))
    for (const [to, fresh] of [...now].slice(0, MOST_FILES)) {
      const likeness = fileLikeness({ path: from, findings: lost }, { path: to, findings: fresh });
      if (likeness > 0) pairs.push({ from, to, likeness });
    }
  pairs.sort((a, b) => b.likeness - a.likeness);
  const [byFrom, byTo] = [groupedBy(pairs, ({ from }) => from), groupedBy(pairs, ({ to }) => to)];
  const [moved, froms, tos]: [[string, string][], Set<string>, Set<string>] = [[], new Set(), new Set()];
  const isFree = ({ from, to }: { from: string; to: string }) => !froms.has(from) && !tos.has(to);
  for (const one of pairs) {
    if (!isFree(one)) continue;
    const rivals = [...byFrom.get(one.from)!, ...byTo.get(one.to)!].filter(
      (other) => other !== one && other.likeness === one.likeness && isFree(other),
    );
    for (const { from, to } of [one, ...rivals]) {
      froms.add(from);
      tos.add(to);
    }
    if (rivals.length === 0) moved.push([one.from, one.to]);
  }
  return moved;
}

interface FileFindings {
  path: string;
  findings: ReadonlyMap<string, Place>;
}

/** Returns how likely a new file is a gone one; 0 if it isn't. The same lines say more than the same words. */
function fileLikeness(from: FileFindings, to: FileFindings): number {
  let [sum, best] = [0, 0];
  for (const [rule, before] of from.findings) {
    const now = to.findings.get(rule);
    if (!now) continue;
    const isSame = before.body === now.body && before.found?.line === now.found?.line;
    const likeness = isSame ? 2 : sharedWords(before, now);
    sum += likeness;
    best = Math.max(best, likeness);
  }
  const folders = sharedFolders(from.path, to.path);
  return sum > 0 && (best >= 0.5 || folders > 0) ? sum + folders : 0;
}

/** Returns the part of messages, from 0 to 1, that both have. The first line names the tool. */
function sharedWords(before: Place, now: Place): number {
  const messages = ({ body = '' }: Place) =>
    body
      .split('\n')
      .slice(1)
      .map((line) => steadyTitle(line.replace(/^line \d+: /, '')).trim());
  const [a, b] = [messages(before), messages(now)];
  const rest = [...b];
  const shared = a.filter((message) => {
    const at = rest.indexOf(message);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (a.length + b.length || 1);
}

/** Returns more for each name at the end of both paths: 1 for the same name in another folder. */
function sharedFolders(from: string, to: string): number {
  const [a, b] = [from, to].map((path) => path.split('/').reverse());
  const first = a!.findIndex((name, i) => name !== b![i]);
  const shared = first < 0 ? a!.length : first;
  return shared === 0 ? 0 : 0.8 + shared / 5;
}
