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
  /** Rounds, kills or tasks when nobody says otherwise. */
  rounds: number;
  /** What the server must be able to do. */
  needs: readonly Operation[];
  run(stage: Stage): Promise<Findings>;
}

const WRITING = ['add', 'list', 'info', 'annotate'] as const;

/** Each begins on a store of its own. */
export const EXPERIMENTS = {
  contended: { title: 'contended writes', rounds: 25, needs: [...WRITING, 'tag'], run: contendedWrites },
  kills: { title: 'kills in the middle', rounds: 40, needs: WRITING, run: killsInTheMiddle },
  claims: { title: 'double claims', rounds: 25, needs: ['add', 'start', 'done'], run: doubleClaims },
  restart: { title: 'what a restart keeps', rounds: 15, needs: [...WRITING, 'tag', 'done'], run: whatARestartKeeps },
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

/** What was found, or what the server lacks to be tried. */
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
  /** 1 as said in {@link EXPERIMENTS}; 0.2 for a fifth of the rounds. */
  scale: number;
  /** What is random in it is decided by this. */
  seed: number;
}

/** Plays one experiment on a store of its own. An error when the server cannot even be spoken to. */
export async function play(name: ExperimentName, { subject, players, scale, seed }: Play): Promise<Result> {
  const { title, run, needs, rounds: usual } = EXPERIMENTS[name];
  const rounds = Math.max(1, Math.round(usual * scale));
  const site = makeSite(subject);
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

/** Did the server keep what it acknowledged, once, and give each task to one caller? */
export function isSound(result: Result): boolean {
  return 'lacks' in result || result.lost + result.duplicated + (result.wonTwice ?? 0) === 0;
}
