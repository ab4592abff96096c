import * as z from 'zod';
import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import type { Shape } from '../../base/shape.ts';
import { isPersons } from '../../domain/actor.ts';
import type { Night, Run } from '../../domain/records.ts';
import { RESULT_RISKS, type ResultLevel } from '../../domain/risk/meaning/levels.ts';
import { rawTitle } from '../../domain/task/raw-title.ts';

/** The fields of a run of the night with the name of its task. */
export const namedLanding = () => ({ run: z.string(), id: z.int(), ...rawTitle() });
const namedShape = () => z.strictObject(namedLanding());
type NamedRun = Shape<typeof namedShape>;

/** A result that was merged in a night, with what a person has to know before reading it. */
export const landing = () =>
  z.strictObject({
    ...namedLanding(),
    ...{ at: z.string(), by: z.string(), rule: z.string().exactOptional() },
    /** The risk that the rule read, or `high` for alarms that a person accepted. Absent if nothing computed it. */
    risk: z.enum(RESULT_RISKS).exactOptional(),
    /** The rules about risk that applied. */
    findings: z.array(z.string()).exactOptional(),
    /** Its changed files and lines, and the first paths. Absent without a result of Backlog's own. */
    size: z.strictObject({ files: z.int(), added: z.int(), deleted: z.int() }).exactOptional(),
    paths: z.array(z.string()).exactOptional(),
    /** US dollars, as far as its agent reports them. */
    costUsd: z.number().exactOptional(),
    /** Whether no person has approved it. */
    unread: z.boolean(),
    /** What became of it: who reverted it, or the run that fixed it. */
    later: z.string().exactOptional(),
    /** The call that takes it back. Absent if it is reverted already. */
    undo: z.string().exactOptional(),
  });
export type NightLanding = Shape<typeof landing>;

/** Maximum number of paths of a landing. */
const PATHS = 3;

/** Number of landings that are drawn for a person to read. */
const DRAWN = 3;

interface LandedFacts {
  /** Writes calls in the words of the reader's interface. */
  spelled(next: string): string;
  named(run: Run): NamedRun;
  laterOf(run: Run): string | undefined;
}

/** Lists landings, those first that no person has read, the riskiest and the largest first. Pure. */
export function nightLandings(landed: readonly LandedRun[], { named, laterOf, spelled }: LandedFacts): NightLanding[] {
  const rank = ({ unread, risk }: NightLanding) => (unread ? 10 : 0) + (risk ? RESULT_RISKS.indexOf(risk) : -1);
  const lines = ({ size }: NightLanding) => (size ? size.added + size.deleted : 0);
  return landed
    .map((run) => ({
      ...landingOf(run, named(run), laterOf(run)),
      ...(run.reverted ? {} : { undo: spelled(`run_revert ${run.id}`) }),
    }))
    .sort((a, b) => rank(b) - rank(a) || lines(b) - lines(a) || ascending(a.at, b.at));
}

export type LandedRun = Run & { merged: NonNullable<Run['merged']> };

function landingOf(run: LandedRun, named: NamedRun, later: string | undefined): NightLanding {
  const { verdict, merged, result, usage } = run;
  const { actor: by = 'outside Backlog', rule } = verdict ?? {};
  const findings = rule?.facts.findings?.slice();
  return {
    ...{ ...named, at: merged.at, by, unread: verdict !== undefined && !isPersons(by) },
    ...present({ rule: rule?.name, risk: riskOf(run), findings, costUsd: usage?.costUsd, later }),
    ...(result
      ? {
          size: { files: result.files, added: result.added, deleted: result.deleted },
          paths: result.paths.slice(0, PATHS),
        }
      : {}),
  };
}

/** Returns the risk that was read at the approval. */
function riskOf({ verdict, result }: Run): ResultLevel | undefined {
  const told = verdict?.rule?.facts.risk;
  if (told !== undefined) return RESULT_RISKS.find((level) => level === told);
  return result?.alarms?.some(({ rule }) => rule !== 'unread') ? 'high' : undefined;
}

/** How much likelier a landing of each risk is drawn than one of low risk. */
const WEIGHTS: Readonly<Record<ResultLevel, number>> = { low: 1, unknown: 2, medium: 4, high: 8 };

/**
 * Draws the landings that a person should read, of those that nobody has read and that still stand. The draw depends on
 * the night and the run alone, so a page shows the same ones again. A riskier one is drawn more often.
 */
export function drawnOf(landings: readonly NightLanding[], { id, at }: Pick<Night, 'id' | 'at'>): NightLanding[] {
  // The keys of Efraimidis and Spirakis: a random number to the power of one by the weight.
  const key = ({ run, risk }: NightLanding) => fractionOf(`${id} ${at} ${run}`) ** (1 / WEIGHTS[risk ?? 'unknown']);
  return landings
    .filter(({ unread, undo }) => unread && undo !== undefined)
    .sort((a, b) => key(b) - key(a))
    .slice(0, DRAWN);
}

/** Returns a number from 0 to 1 that looks random and depends on the text alone: FNV-1a, then a mix of its bits. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
