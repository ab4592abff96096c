import { seeded } from '../test/support/random.ts';
import { doubleClaims } from './experiments/claims.ts';
import { contendedWrites } from './experiments/contended.ts';
import { killsInTheMiddle } from './experiments/kills.ts';
import { whatARestartKeeps } from './experiments/restart.ts';
import type { Findings } from './ledger.ts';
import type { Stage } from './player.ts';
import { makeSite, type Subject } from './site.ts';
import type { Operation } from './tools.ts';

interface Experiment {
  title: string;
  /** Default number of rounds, kills or tasks. */
  rounds: number;
  /** Operations that the server must support. */
  needs: readonly Operation[];
  run(stage: Stage): Promise<Findings>;
}

const WRITING = ['add', 'list', 'info', 'annotate'] as const;

/** The experiments. Each starts with its own store. */
export const EXPERIMENTS = {
  contended: { title: 'contended writes', rounds: 25, needs: [...WRITING, 'tag'], run: contendedWrites },
  kills: { title: 'kills in the middle', rounds: 40, needs: WRITING, run: killsInTheMiddle },
  claims: { title: 'competing claims', rounds: 25, needs: ['add', 'start', 'done'], run: doubleClaims },
  restart: { title: 'restarts', rounds: 15, needs: [...WRITING, 'tag', 'done'], run: whatARestartKeeps },
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

/** Findings, or the operations that the server lacks. */
export type Result = Played | { title: string; lacks: readonly Operation[] };

export interface Played extends Findings {
  title: string;
  rounds: number;
  players: number;
  seconds: number;
}

export interface Play {
  subject: Subject;
  players: number;
  /** Factor for the rounds in {@link EXPERIMENTS}: 1 for all, 0.2 for a fifth. */
  scale: number;
  /** Seed of the random numbers. */
  seed: number;
}

/** Runs one experiment on its own store. Throws if the server can't be reached at all. */
export async function play(name: ExperimentName, { subject, players, scale, seed }: Play): Promise<Result> {
  const { title, run, needs, rounds: usual } = EXPERIMENTS[name];
  const rounds = Math.max(1, Math.round(usual * scale));
  const site = await makeSite(subject);
  const began = performance.now();
  try {
    const first = await site.enter();
    const lacks = needs.filter((operation) => !first.has(operation));
    await first.leaves();
    if (lacks.length > 0) return { title, lacks };
    const found = await run({ players, rounds, random: seeded(seed), enter: site.enter });
    return { ...found, title, rounds, players, seconds: (performance.now() - began) / 1000 };
  } finally {
    await site.clear();
  }
}

/** Tests whether the server kept each acknowledged write exactly once and gave each task to one caller. */
export function isSound(result: Result): boolean {
  return 'lacks' in result || result.lost + result.duplicated + (result.wonTwice ?? 0) === 0;
}
