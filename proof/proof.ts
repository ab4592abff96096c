import { seeded } from '../test/support/random.ts';
import { doubleClaims } from './experiments/claims.ts';
import { contendedWrites } from './experiments/contended.ts';
import { killsInTheMiddle } from './experiments/kills.ts';
import { whatARestartKeeps } from './experiments/restart.ts';
import type { Findings } from './ledger.ts';
import type { Stage } from './player.ts';
import { makeSite, type Subject } from './site.ts';

interface Experiment {
  title: string;
  /** Rounds, kills or tasks when nobody says otherwise. */
  rounds: number;
  run(stage: Stage): Promise<Findings>;
}

/** Each begins on a store of its own. */
export const EXPERIMENTS = {
  contended: { title: 'contended writes', rounds: 25, run: contendedWrites },
  kills: { title: 'kills in the middle', rounds: 40, run: killsInTheMiddle },
  claims: { title: 'double claims', rounds: 25, run: doubleClaims },
  restart: { title: 'what a restart keeps', rounds: 15, run: whatARestartKeeps },
} as const satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof EXPERIMENTS;

export interface Result extends Findings {
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
  const { title, run, rounds: usual } = EXPERIMENTS[name];
  const rounds = Math.max(1, Math.round(usual * scale));
  const site = makeSite(subject);
  const began = performance.now();
  try {
    const found = await run({ players, rounds, random: seeded(seed), enter: site.enter });
    return { ...found, title, rounds, players, seconds: (performance.now() - began) / 1000 };
  } finally {
    await site.clear();
  }
}

/** Did the server keep what it acknowledged, once, and give each task to one caller? */
export function isSound({ lost, duplicated, wonTwice = 0 }: Findings): boolean {
  return lost + duplicated + wonTwice === 0;
}
