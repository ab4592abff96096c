import { toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import { RUN_STATE_NAMES } from '../../../src/domain/runs/run-states.ts';
import type { ShownState } from '../../../src/domain/state-words.ts';
import { NOON } from '../../support/workspace.ts';

const AT = toInstant(NOON);
const COMMIT = 'a'.repeat(40);
const OUTGOING = { commit: COMMIT, at: AT, next: AT, tries: 0 };
const UNSENT = { ...OUTGOING, tries: 1, failed: 'no network' };
const APPROVED = { state: 'approved', verdict: { commit: COMMIT, actor: 'human:ada', at: AT } } as const;
const MERGED = { state: 'merged', merged: { commit: COMMIT, at: AT } } as const;
const PROPOSED = { commit: COMMIT, result: COMMIT, branch: 'backlog/r1', at: AT, text: 'https://git.example/1' };
const waits = (why: string) => ({ ...APPROVED, waits: { why, text: 'a.ts is not committed' } });

/** The fields of a run in some state. */
export type ShownRun = Partial<Run> & Pick<Run, 'state'>;

/** Runs in each shown state, some with more than one way to get there. */
export const SHOWN_RUNS: readonly (readonly [shown: ShownState, run: ShownRun])[] = [
  ...RUN_STATE_NAMES.map((state) => [state, { state }] as const),
  ['returned', { state: 'review', waits: { why: 'refused', text: 'git refused the result of r1: a.bin' } }],
  ['returned', { state: 'review', waits: { why: 'conflict', text: 'it conflicts', files: ['a.ts (contents)'] } }],
  ['returned', { state: 'review', waits: { why: 'red', text: 'these checks failed on the merged tree: unit' } }],
  ['approved', waits('testing')],
  ['approved', waits('hook')],
  ['approved', waits('moved')],
  ['approved', waits('switched')],
  ['waits_for_checkout', waits('dirty')],
  ['waits_for_checkout', waits('in-the-way')],
  ['waits_for_checkout', waits('in-progress')],
  ['waits_for_checkout', waits('two-worktrees')],
  ['unmerged', waits('refused')],
  ['unmerged', waits('locked')],
  ['unmerged', waits('target_red')],
  ['unmerged', waits('a reason of a later version')],
  ['proposing', { ...APPROVED, outgoing: OUTGOING }],
  ['unsent', { ...APPROVED, outgoing: UNSENT }],
  ['proposed', { ...APPROVED, proposed: PROPOSED, waits: { why: 'proposed', text: `proposed: ${PROPOSED.text}` } }],
  ['merged', { ...MERGED, outgoing: OUTGOING }],
  ['unsent', { ...MERGED, outgoing: UNSENT }],
  ['unfound', { ...MERGED, unfound: { at: AT, text: 'not in main' } }],
];
