import type * as z from 'zod';
import { counted } from '../../../base/amounts.ts';
import type { AsStored } from '../../fields/table.ts';
import type { attestation } from '../../kinds/run/run-parts.ts';
import { shortCommit } from '../commit-id.ts';

/** Maximum number of paths of each kind that an attestation stores. The numbers count all of them. */
const KEPT = 20;

/** How what a target branch got differs from the approved result. */
export type Attestation = AsStored<z.output<ReturnType<typeof attestation>>>;

/** What git says about a merge, for {@link attest}. */
export interface LandedFacts {
  /** The commit by which the work came into the target branch: the merge or squash commit, or the result's own. */
  commit: string;
  /** Number of files that the approved result changes. */
  approved: number;
  /** The files in which the commit differs from the approved result on the same branch, with their numbers of lines. */
  differing: readonly { path: string; lines: number }[];
  /** The files whose approved change the target branch doesn't have. */
  lacks: readonly string[];
}

/** Builds the attestation of a merge. */
export function attest({ commit, approved, differing, lacks }: LandedFacts): Attestation {
  const changed = differing.filter(({ path }) => !lacks.includes(path));
  return {
    commit,
    is: lacks.length > 0 ? 'lacks' : changed.length > 0 ? 'changed' : 'equal',
    approved,
    ...(changed.length === 0
      ? {}
      : {
          changed: {
            files: changed.length,
            lines: changed.reduce((sum, { lines }) => sum + lines, 0),
            paths: changed.slice(0, KEPT).map(({ path }) => path),
          },
        }),
    ...(lacks.length === 0 ? {} : { lacks: { files: lacks.length, paths: lacks.slice(0, KEPT) } }),
  };
}

/** Builds the attestation of a merge that could not be compared. */
export const unattested = (commit: string, why: string): Attestation => ({ commit, is: 'unknown', why });

/** Checks whether the target branch has nothing of the approved result. */
export const keptNothing = ({ approved, lacks }: Attestation): boolean =>
  lacks !== undefined && lacks.files === approved;

interface Merged {
  commit: string;
  nothing?: { by?: string | undefined } | undefined;
  attested?: Attestation | undefined;
}

/** Says as which commit a run was merged: `merged as 56deec2, equal to the approved result`. */
export function mergedAs(merged: Merged, more?: { into?: string; paths?: boolean; commit?: boolean }): string {
  const { into, paths = false, commit = true } = more ?? {};
  if (merged.nothing) return `merged with ${nothingText(merged.nothing)}`;
  const where = `merged${commit ? ` as ${shortCommit(merged.commit)}` : ''}${into === undefined ? '' : ` into ${into}`}`;
  return `${where}${comparedText(merged.attested, paths)}`;
}

/** Says why a merge made no commit: `nothing new: r14 had landed it`. */
export const nothingText = ({ by }: NonNullable<Merged['nothing']>): string =>
  `nothing new: ${by === undefined ? 'the target branch had it already' : `${by} had landed it`}`;

/** Says how a merge compares with the approved result, as the end of a sentence; empty if nobody compared it. */
export function comparedText(attested: Attestation | undefined, paths = false): string {
  if (attested === undefined) return '';
  const { is, approved = 0, changed, lacks, why } = attested;
  const named = (some: { files: number; paths: readonly string[] }) =>
    paths ? ` (${some.paths.join(', ')}${some.files > some.paths.length ? ', …' : ''})` : '';
  if (is === 'equal') return ', equal to the approved result';
  if (is === 'unknown') return `, not compared with the approved result: ${why}`;
  const parts = [
    lacks && `without ${lacks.files} of its ${counted(approved, 'approved file')}${named(lacks)}`,
    changed &&
      `with changes made there: ${counted(changed.lines, 'line')} in ${counted(changed.files, 'file')}${named(changed)}`,
  ].filter(Boolean);
  return `, ${parts.join(', and ')}`;
}
