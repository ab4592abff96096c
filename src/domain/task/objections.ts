import * as z from 'zod';
import { clip } from '../../base/clip.ts';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { present } from '../../base/present.ts';
import type { Shape } from '../../base/shape.ts';
import { type Door, inputOf } from '../calls/door.ts';
import type { Run } from '../records.ts';
import { brokenBy } from '../runs/answers/why-answer.ts';
import { shortCommit } from '../runs/commit-id.ts';
import { openFindings, type RunFinding, seenWord } from '../runs/objections/finding.ts';
import { missingList, unfiltered } from '../runs/review-files.ts';
import type { Task } from './task.ts';
import { criterionText, evidenceCall, seenBy, unmetOf, unmetText } from './unmet-criteria.ts';

/** The inputs of an approval that override objections. */
export interface Grants {
  /** Accept out-of-scope files. */
  outside?: boolean | undefined;
  /** Accept files that a filter such as git-lfs did not convert. */
  raw?: boolean | undefined;
  /** Accept changes of provided files, which the result lacks. */
  provided?: boolean | undefined;
  /** Accept criteria without evidence. */
  unmet?: boolean | undefined;
  /** Accept a result that breaks a refusal of its goal. */
  breaks?: boolean | undefined;
  /** Accept that these entries are missing: paths, folders, or `.` for all. */
  missing?: readonly string[] | undefined;
  /** Accept these findings about risk, by their names. */
  risk?: readonly string[] | undefined;
  /** Accept what changed since the work was made: the word for exactly these findings. */
  seen?: string | undefined;
  /** Reason to accept failed checks. */
  override?: string | undefined;
}

/** A run under review and its task, which may be missing. */
export interface Judged {
  run: Pick<Run, 'id' | 'result' | 'checks' | 'goal' | 'rounds'> & Partial<Pick<Run, 'evidence' | 'hiddenTests'>>;
  task: Pick<Task, 'id' | 'acceptance'> | null | undefined;
  /** What concerns the run: `findingsOf`. */
  found: readonly RunFinding[];
}

interface Row {
  /** Text after the run's state in lists: `review (checks failed)`. */
  mark: string;
  /** Returns the failed checks, files or criteria. */
  names(judged: Judged): readonly string[];
  /** Returns the beginning of a line. The caller adds the names. */
  says(judged: Judged): string;
  /** Returns the next steps. `grant` is the input that overrides the objection, as the interface spells it. */
  cure(judged: Judged, grant: string, door: Door | undefined): string;
  data(judged: Judged): Record<string, unknown>;
  /** Checks whether an approval overrides the objection. Default: the input is given and not empty. */
  isGranted?(judged: Judged, granted: Grants): boolean;
  /** Returns the value of the input, if only exactly this one overrides the objection. */
  word?(judged: Judged): string;
}

/** Objections to an approval, each under the input that overrides it. */
const ROWS: Readonly<Record<keyof Grants, Row>> = {
  override: {
    mark: 'checks failed',
    names: ({ run }) => redOf(run).map(({ name, why }) => `${name} (${why})`),
    says: ({ run }) => `checks of run ${run.id} failed`,
    cure: (_, grant) => `Request changes, or let a person approve with ${grant} and a reason.`,
    data: ({ run }) => ({ checks: redOf(run).map(({ name }) => name) }),
  },
  missing: {
    mark: 'missing from the result',
    names: ({ run }) => missingIn(run),
    says: ({ run }) => `the result of run ${run.id} lacks entries`,
    cure: ({ run }, grant) =>
      `Request changes, so that its agent brings them back${whereText(run)}. Or approve without ${withoutText(run, grant)}.`,
    data: ({ run }) => ({ missing: run.result?.missing ?? [], nested: run.result?.nested ?? [] }),
    isGranted: ({ run }, { missing = [] }) => {
      const isNamed = (path: string) => missing.some((name) => isMeant(path, name));
      return (
        missing.map(bare).includes('.') || (run.result?.moreMissing === undefined && missingIn(run).every(isNamed))
      );
    },
  },
  outside: {
    mark: 'out of scope',
    names: ({ run }) => run.result?.outside ?? [],
    says: ({ run }) => `run ${run.id} changes out-of-scope files`,
    cure: (_, grant) => `Request changes, or approve with ${grant} if these changes are intended.`,
    data: ({ run }) => ({ outside: run.result?.outside ?? [] }),
  },
  raw: {
    mark: 'not filtered',
    names: ({ run }) => unfiltered(run.result),
    says: ({ run }) => `run ${run.id} has files that their filter did not convert`,
    cure: ({ run }, grant) =>
      [
        `Install the filter, then take the result again: run_adopt ${run.id}.`,
        ...(isRefusedByFilter(run) ? [] : [`Or approve with ${grant} to commit them as they are.`]),
      ].join(' '),
    data: ({ run }) => ({ raw: unfiltered(run.result) }),
    isGranted: ({ run }, { raw }) => raw === true && !isRefusedByFilter(run),
  },
  provided: {
    mark: 'provided files changed',
    names: ({ run }) => run.result?.provided ?? [],
    says: ({ run }) => `provided files changed in the worktree of run ${run.id}, and its result lacks these changes`,
    cure: (_, grant) =>
      `Request changes, so that its agent works without them. Or let a person approve with ${grant} if the result needs none of them: the checks ran without them.`,
    data: ({ run }) => ({ provided: run.result?.provided ?? [] }),
  },
  unmet: {
    mark: 'criteria unmet',
    names: (judged) => unmetIn(judged).map(criterionText),
    says: ({ task }) => unmetText(task!),
    cure: (judged, grant, door) =>
      `Request changes, so that its agent records evidence. Or record evidence yourself: \`${evidenceCall(judged.task!, unmetIn(judged)[0]!.id, door)}\`. Or approve with ${grant} to accept them without evidence.`,
    data: (judged) => ({ unmet: unmetIn(judged).map(({ id, text }) => ({ id, text })) }),
  },
  risk: {
    mark: 'needs a second look',
    names: ({ run }) =>
      alarmsOf(run).map(({ rule, says, files }) => `${rule} (${[says, ...files.slice(0, 1)].join(': ')})`),
    says: ({ run }) => `run ${run.id} needs a second look`,
    cure: ({ run }, grant) =>
      `Look at it (run_diff ${run.id}). Then request changes, or let a person approve with the names of the findings: ${grant} ${riskWord(run)}.`,
    data: ({ run }) => ({ risk: alarmsOf(run).map(({ rule }) => rule) }),
    isGranted: ({ run }, { risk = [] }) => alarmsOf(run).every(({ rule }) => risk.includes(rule)),
  },
  seen: {
    mark: 'changed since',
    names: ({ found }) => openFindings(found).map(({ text }) => text),
    says: ({ run }) => `the result of run ${run.id} was made before a change`,
    cure({ run, found }, grant) {
      const isStopped = found.some(({ decides }) => decides === 'stops');
      const first = isStopped ? `Discard it: run_discard ${run.id}` : 'Request changes, so that its agent learns of it';
      return `${first}. Or let a person approve with ${grant} ${seenWord(found)}.`;
    },
    data: ({ found }) => ({ found: openFindings(found), seen: seenWord(found) }),
    isGranted: ({ found }, { seen }) => seen === seenWord(found),
    word: ({ found }) => seenWord(found),
  },
  breaks: {
    mark: 'breaks its goal',
    names: ({ run }) => brokenBy(run).map((said) => clip(said.replaceAll(/\s+/g, ' '), SAID)),
    says: ({ run }) => `run ${run.id} breaks a refusal of ${run.goal}`,
    cure: (_, grant) => `Request changes, or approve with ${grant} if that refusal is no longer valid.`,
    data: ({ run }) => ({ goal: run.goal, breaks: brokenBy(run) }),
  },
};

/** Returns the criteria without evidence of the result. */
export function unmetIn({ run, task }: Pick<Judged, 'run' | 'task'>): ReturnType<typeof unmetOf> {
  return task ? unmetOf(seenBy(task, run)) : [];
}

/** Checks whether a required filter failed. Git stores no such file, so nobody can accept it. */
const isRefusedByFilter = ({ result }: Judged['run']): boolean =>
  (result?.filtered ?? []).some(({ failed, required }) => failed === 'failed' && required);

const alarmsOf = ({ result }: Judged['run']) => result?.alarms ?? [];

/** Names the findings about risk in a call. */
const riskWord = (run: Judged['run']): string =>
  alarmsOf(run)
    .map(({ rule }) => rule)
    .join(',');

/** Lists the nested repositories and missing entries of a result. */
export function missingIn(run: Judged['run']): string[] {
  return [...(run.result?.nested ?? []), ...missingList(run).map(({ name }) => name)];
}

/** Returns those of an approval's names that name a missing entry. */
export function namesOfMissing(run: Judged['run'], names: readonly string[]): string[] {
  return names.filter((name) => bare(name) === '.' || missingIn(run).some((path) => isMeant(path, name)));
}

const isMeant = (path: string, name: string) => isAtOrBelow(bare(path), bare(name));
const bare = (path: string) => path.replace(/\/+$/, '');

/** Names the commit that has the missing entries, unless they are in several ones: ` (git show 1a2b3c4:PATH)`. */
function whereText({ result }: Judged['run']): string {
  const entries = (result?.missing ?? []).filter(({ how }) => how !== 'unread');
  const commits = new Set(entries.map(({ commit }) => commit));
  return commits.size === 1 ? ` (\`git show ${shortCommit([...commits][0]!)}:PATH\` prints one)` : '';
}

/** Checks whether an approval overrides an objection. */
export function isGranted(grant: keyof Grants, judged: Judged, granted: Grants): boolean {
  return ROWS[grant].isGranted?.(judged, granted) ?? Boolean(granted[grant]);
}

/** An objection to an approval. */
export interface Objection {
  grant: keyof Grants;
  mark: string;
  /** The checks, files or criteria, shortened for one line. */
  names: string[];
  text: string;
  /** The value of the input that overrides it, where only exactly this one does. */
  word?: string;
}

/** Returns all objections to the approval of a result, in the order of the table. */
export function objectionsTo(judged: Judged): Objection[] {
  return (Object.keys(ROWS) as (keyof Grants)[]).flatMap((grant) => {
    const { mark, names, says, word } = ROWS[grant];
    const found = listed(names(judged));
    if (found.length === 0) return [];
    const text = `${says(judged)}: ${found.join(', ')}`;
    return [{ grant, mark, names: found, text, ...present({ word: word?.(judged) }) }];
  });
}

/** An objection in lists: the input that overrides it, and the checks, files or criteria. */
export const objection = () =>
  z.strictObject({
    ...{ grant: z.string<keyof Grants>(), mark: z.string(), names: z.array(z.string()) },
    /** The value of the input that accepts it, where only exactly this one does. */
    word: z.string().exactOptional(),
  });
export type InTheWay = Shape<typeof objection>;

/** Returns a run's objections for lists. The list is empty unless the run is in review. */
export function inTheWay(judged: Judged & { run: Pick<Run, 'state'> }): InTheWay[] {
  if (judged.run.state !== 'review') return [];
  return objectionsTo(judged).map(({ text: _, ...row }) => row);
}

/** Returns the call that approves the result that the reader sees, with the inputs that override objections to it. */
export function approvalCall(run: Judged['run'], objections: readonly Pick<Objection, 'grant' | 'word'>[]): string {
  const { id, result } = run;
  const grants = objections.map(
    ({ grant, word }) => ` --${grant}${word === undefined ? (wordsOf(run)[grant] ?? '') : ` ${word}`}`,
  );
  return `run_approve ${id}${result ? ` --commit ${shortCommit(result.commit)}` : ''}${grants.join('')}`;
}

/** Texts after the flags that are no switches. */
const wordsOf = (run: Judged['run']): Partial<Record<keyof Grants, string>> => ({
  override: ' "…"',
  missing: ` ${missingWord(run)}`,
  risk: ` ${riskWord(run)}`,
});

/** Names the missing entries for an approval. If the list was cut, their names are not enough. */
function withoutText(run: Judged['run'], grant: string): string {
  if (run.result?.moreMissing !== undefined) return `all entries, also those that the list leaves out: ${grant} "."`;
  return `them and name them: ${grant} ${missingWord(run)}. A folder names all entries in it`;
}

/** Names the missing entries in a call, or leaves them to the reader: several ones, or names that need quotes. */
function missingWord(run: Judged['run']): string {
  if (run.result?.moreMissing !== undefined) return '.';
  const paths = missingIn(run);
  const isShort = paths.length <= LISTED && paths.every((path) => /^[\w./@+-]+$/.test(path));
  return isShort ? paths.join(',') : '"…"';
}

/** Formats objections: `checks failed: unit (exit 1); out of scope: README.md`. */
export function inTheWayText(objections: readonly Pick<InTheWay, 'mark' | 'names'>[]): string {
  return objections.map(({ mark, names }) => `${mark}: ${names.join(', ')}`).join('; ');
}

/** Returns the next steps for an objection, in the spelling of the reader's interface, with machine-readable data. */
export function cureOf(
  { grant }: Pick<Objection, 'grant'>,
  judged: Judged,
  door: Door | undefined,
): { hint: string; data: Record<string, unknown> } {
  const row = ROWS[grant];
  return { hint: row.cure(judged, inputOf(door, grant), door), data: row.data(judged) };
}

const redOf = ({ checks = [] }: Judged['run']) => checks.filter(({ ok }) => !ok);

/** Maximum number of characters of a reason why a result breaks its goal. */
const SAID = 120;

/** Maximum number of checks, files or criteria that a line lists. */
const LISTED = 5;

/** Shortens a list of names, and adds the number of omitted ones. */
export function listed(names: readonly string[]): string[] {
  const rest = names.length - LISTED;
  return [...names.slice(0, LISTED), ...(rest > 0 ? [`${rest} more`] : [])];
}
