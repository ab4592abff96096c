import type { Random } from '../../support/random.ts';
import type { Actor, Step } from './scheduler.ts';

/** The next step of all; undefined when nobody can go on. */
export type Choose = () => Step | undefined;

/** Who is next: anybody; the most important one, with importance changing now and then; or whoever is awake, sleepers last. */
export function strategy(random: Random, actors: readonly Actor[]): Choose {
  const killed = killer(random);
  const style = random.int(4);
  const hasty = random.int(2) === 0;
  const alive = () => actors.filter((actor) => actor.steps.length > 0 && !killed(actor));
  const stepOf = (actor: Actor | undefined) => actor && (hasty ? hastiest(actor.steps) : random.pick(actor.steps));
  if (style === 0) return () => stepOf(pickOrNone(random, alive()));
  return style === 1 ? byPriority(random, alive, stepOf) : withSleepers(random, alive, stepOf);
}

type StepOf = (actor: Actor | undefined) => Step | undefined;

/** One lane may wait very long beside others of its process. */
function hastiest(steps: readonly Step[]): Step | undefined {
  return steps.length < 2 ? steps[0] : steps.reduce((best, step) => (step.haste > best.haste ? step : best));
}

function pickOrNone(random: Random, list: readonly Actor[]): Actor | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

/** Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): few priority changes find most bugs. */
function byPriority(random: Random, alive: () => Actor[], stepOf: StepOf): Choose {
  const priority = new Map<Actor, number>();
  return () => {
    const list = alive();
    for (const actor of list) if (!priority.has(actor)) priority.set(actor, random.next());
    list.sort((a, b) => (priority.get(b) ?? 0) - (priority.get(a) ?? 0));
    const [first] = list;
    if (first && random.int(12) === 0) priority.set(first, -random.next());
    return stepOf(first);
  };
}

/** Some actors fall asleep just before a step of some sort, until nobody else is awake: a week may pass. */
function withSleepers(random: Random, alive: () => Actor[], stepOf: StepOf): Choose {
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
    const step = stepOf(pickOrNone(random, awake.length > 0 ? awake : list));
    const plan = step && plans.get(step.actor);
    if (plan && step.what === plan.before) plan.times -= 1;
    if (plan?.times !== 0 || awake.length < 2) return step;
    return stepOf(
      pickOrNone(
        random,
        awake.filter((other) => other !== step?.actor),
      ),
    );
  };
}

/** Steps before which a long sleep is most likely to do harm, the likelier the more often they are named. */
const DELICATE = [
  ...['put log', 'put log', 'get log', 'get log', 'get log', 'list history'],
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
