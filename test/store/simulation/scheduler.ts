import type { Random } from '../../support/random.ts';
import { type Choose, strategy } from './strategy.ts';

/** A process: it runs until each of its lanes waits at a step, and then for its turn, for ever if need be. */
export interface Actor {
  readonly name: string;
  /** What its lanes wait to do. */
  readonly steps: Step[];
  done: boolean;
}

/** Something that one lane of an actor is about to do. */
export interface Step {
  actor: Actor;
  /** `put log`, `get history`, … */
  what: string;
  /** How early it comes among the steps of its actor: at least 0, less than 1. */
  haste: number;
  go: () => void;
}

/** Runs the actors one step at a time, in an order that the seed decides, and kills some of them on the way. */
export interface Scheduler {
  start(name: string, run: (actor: Actor) => Promise<void>): void;
  /** To be awaited before every step of an actor. */
  gate(actor: Actor, what?: string): Promise<void>;
  /** Tells of work that goes on while no lane waits for its turn: the disk. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nobody is left to run; rejects with the first error of an actor, or when one can never go on. */
  run(): Promise<void>;
}

export function createScheduler(random: Random): Scheduler {
  const actors: Actor[] = [];
  let failure: { error: unknown } | undefined;
  let busy = 0;
  let idle = () => {};

  const gate: Scheduler['gate'] = (actor, what = '') =>
    new Promise<void>((go) => {
      actor.steps.push({ actor, what, haste: random.next(), go });
    });
  const quiet = async () => {
    await settled();
    while (busy > 0) {
      await new Promise<void>((resolve) => (idle = resolve));
      await settled();
    }
  };

  return {
    gate,
    start(name, run) {
      const actor: Actor = { name, steps: [], done: false };
      actors.push(actor);
      gate(actor)
        .then(() => run(actor))
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          actor.done = true;
        });
    },
    async during(work) {
      busy++;
      try {
        return await work;
      } finally {
        if (--busy === 0) idle();
      }
    },
    async run() {
      const choose: Choose = strategy(random, actors);
      for (let step = choose(); step !== undefined; step = choose()) {
        const { steps } = step.actor;
        steps.splice(steps.indexOf(step), 1);
        step.go();
        await quiet();
        if (failure) throw failure.error;
      }
      const stuck = actors.find((actor) => !actor.done && actor.steps.length === 0);
      if (stuck) throw new Error(`${stuck.name} waits for something that never comes`);
    },
  };
}

/** Ticks come after everything that promises had to do: then every lane waits, or is done. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
