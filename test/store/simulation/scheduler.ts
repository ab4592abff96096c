import type { Random } from '../../support/random.ts';

/** Something that runs until its next step, and then waits for its turn, for ever if need be. */
export interface Actor {
  readonly name: string;
  /** Set while the actor waits at a gate. */
  wake: (() => void) | null;
  /** Set while the scheduler waits for the actor. */
  parked: (() => void) | null;
  done: boolean;
  /** What its next step is: `put log`, `get history`, … */
  next: string;
}

/** Runs the actors one step at a time, in an order that the seed decides, and kills some of them on the way. */
export interface Scheduler {
  start(name: string, run: (actor: Actor) => Promise<void>): void;
  /** To be awaited before every step of an actor. */
  gate(actor: Actor, next?: string): Promise<void>;
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
    const actor: Actor = { name, wake: null, parked: null, done: false, next: '' };
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
  const gate = (actor: Actor, next = '') =>
    new Promise<void>((resolve) => {
      actor.next = next;
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

/** Who is next: anybody; the most important one, with importance changing now and then; or whoever is awake, sleepers last. */
function strategy(random: Random, actors: readonly Actor[]): Choose {
  const waiting = () => actors.filter((actor) => !actor.done);
  const killed = killer(random);
  const style = random.int(4);
  const alive = () => waiting().filter((actor) => !killed(actor));
  if (style === 0) return () => pickOrNone(random, alive());
  return style === 1 ? byPriority(random, alive) : withSleepers(random, alive);
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

/** Some actors fall asleep just before a step of some sort, until nobody else is awake: a week may pass. */
function withSleepers(random: Random, alive: () => Actor[]): Choose {
  const plans = new Map<Actor, { before: string; times: number }>();
  const isAsleep = (actor: Actor) => {
    const plan = plans.get(actor);
    return plan !== undefined && plan.times <= 0;
  };
  return () => {
    const list = alive();
    for (const actor of list) {
      if (!plans.has(actor)) plans.set(actor, { before: random.pick(DELICATE), times: 1 + random.int(2) });
    }
    const awake = list.filter((actor) => !isAsleep(actor));
    const actor = pickOrNone(random, awake.length > 0 ? awake : list);
    const plan = actor && plans.get(actor);
    if (plan && actor.next === plan.before) plan.times -= 1;
    return plan && plan.times === 0 && awake.length > 1
      ? pickOrNone(
          random,
          awake.filter((other) => other !== actor),
        )
      : actor;
  };
}

/** Steps before which a long sleep is most likely to do harm, the likelier the more often they are named. */
const DELICATE = [
  ...['put log', 'put log', 'get log', 'get log', 'get log', 'stat history'],
  ...['get history', 'put history', 'delete log', 'never', 'never', 'never'],
];

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
