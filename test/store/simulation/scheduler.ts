import type { Random } from '../../support/random.ts';

/** Something that runs until its next step, and then waits for its turn, for ever if need be. */
export interface Actor {
  readonly name: string;
  /** Set while the actor waits at a gate. */
  wake: (() => void) | null;
  /** Set while the scheduler waits for the actor. */
  parked: (() => void) | null;
  done: boolean;
}

/** Runs the actors one step at a time, in an order that the seed decides, and kills some of them on the way. */
export interface Scheduler {
  start(name: string, run: (actor: Actor) => Promise<void>): void;
  /** To be awaited before every step of an actor. */
  gate(actor: Actor): Promise<void>;
  /** Resolves when nobody is left to run; rejects with the first error of an actor. */
  run(): Promise<void>;
}

export function createScheduler(random: Random): Scheduler {
  const actors: Actor[] = [];
  let failure: { error: unknown } | undefined;

  const park = (actor: Actor) => {
    const parked = actor.parked;
    actor.parked = null;
    parked?.();
  };
  const start: Scheduler['start'] = (name, run) => {
    const actor: Actor = { name, wake: null, parked: null, done: false };
    actors.push(actor);
    const finish = (error?: { error: unknown }) => {
      actor.done = true;
      failure ??= error;
      park(actor);
    };
    gate(actor)
      .then(() => run(actor))
      .then(
        () => finish(),
        (error: unknown) => finish({ error }),
      );
  };
  const gate = (actor: Actor) =>
    new Promise<void>((resolve) => {
      actor.wake = resolve;
      park(actor);
    });

  return {
    start,
    gate,
    async run() {
      const choose = strategy(random, actors);
      for (let actor = choose(); actor !== undefined && failure === undefined; actor = choose()) {
        const { wake } = actor;
        actor.wake = null;
        const turn = actor;
        await new Promise<void>((resolve) => {
          turn.parked = resolve;
          wake?.();
        });
      }
      if (failure) throw failure.error;
    },
  };
}

type Choose = () => Actor | undefined;

/** Who is next: anybody; the most important one, with importance changing now and then; or all but a sleeper, who comes last. */
function strategy(random: Random, actors: readonly Actor[]): Choose {
  const waiting = () => actors.filter((actor) => !actor.done);
  const killed = killer(random);
  const style = random.int(3);
  const alive = () => waiting().filter((actor) => !killed(actor));
  if (style === 0) return () => pickOrNone(random, alive());
  return style === 1 ? byPriority(random, alive) : withSleeper(random, alive);
}

function pickOrNone(random: Random, list: readonly Actor[]): Actor | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

/** Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): few priority changes find most bugs. */
function byPriority(random: Random, alive: () => Actor[]): Choose {
  const priority = new Map<Actor, number>();
  return () => {
    const list = alive();
    for (const actor of list) if (!priority.has(actor)) priority.set(actor, random.next());
    list.sort((a, b) => (priority.get(b) ?? 0) - (priority.get(a) ?? 0));
    const [first] = list;
    if (first && random.int(12) === 0) priority.set(first, -random.next());
    return list[0];
  };
}

/** One actor stops at some step until everybody else has finished. */
function withSleeper(random: Random, alive: () => Actor[]): Choose {
  const sleepers = new Map<Actor, number>();
  return () => {
    const list = alive();
    for (const actor of list)
      if (!sleepers.has(actor)) sleepers.set(actor, random.int(3) === 0 ? 1 + random.int(25) : 1e9);
    const awake = list.filter((actor) => (sleepers.get(actor) ?? 0) > 0);
    const actor = pickOrNone(random, awake.length > 0 ? awake : list);
    if (actor) sleepers.set(actor, (sleepers.get(actor) ?? 0) - 1);
    return actor;
  };
}

/** About one actor in five is killed at a random step: it never moves again. */
function killer(random: Random): (actor: Actor) => boolean {
  const doom = new Map<Actor, number>();
  return (actor) => {
    let left = doom.get(actor) ?? (random.int(5) === 0 ? 3 * (1 + random.int(40)) : 1e9);
    left -= 1;
    doom.set(actor, left);
    return left <= 0;
  };
}
