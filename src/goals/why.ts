import type { GoalKind } from '../domain/goals/words.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import { type NamedTask, namedTaskOf } from '../domain/task/raw-title.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type Chain, chainOf, type Gap } from './chain.ts';
import { measureText } from './measure.ts';
import type { Plan } from './plan.ts';

/** Maximum number of sibling tasks that the bounds name. */
export const BOUND_TASKS = 6;

/** Why a task exists, as briefs and pages show it. */
export interface Why {
  upkeep?: string;
  /** The links from the goal to the vision. The first outcome and pillar by rank stand for the others. */
  links: readonly WhyLink[];
  /** The people whose problems it solves. */
  for: readonly {
    persona: string;
    name: string;
    primary: boolean;
    problem: string;
    title: string;
    severity: number;
    stakes?: string;
  }[];
  bounds: Bounds;
  gaps: readonly Gap[];
}

export interface WhyLink {
  id: string;
  kind: GoalKind;
  title: string;
  /** The goal's why, the bet's hypothesis, or the pillar's promise. */
  why?: string;
  /** The measure with its last reading, formatted. */
  measure?: string;
  /** The end of the goal, the state of a bet. */
  done_when?: string;
  state?: string;
  wont?: string;
  /** Ids of other records of the kind in the chain. */
  others?: readonly string[];
}

/** Work that the task must not do. */
interface Bounds {
  /** Open tasks of the same goal, at most {@link BOUND_TASKS}, and whether there are more. */
  tasks: readonly NamedTask[];
  more: boolean;
  /** The refusals of the goal and the pillars. */
  wont: readonly { id: string; text: string }[];
}

/** Returns why a task exists; undefined in a queue without goals, for a task that says nothing about its goal. */
export function whyOf(task: Task, queue: Tasks, plan: Plan): Why | undefined {
  const chain = chainOf(task, queue, plan);
  if (chain.goal === undefined && chain.upkeep === undefined && chain.gaps.length === 0) return undefined;
  return {
    ...(chain.upkeep === undefined ? {} : { upkeep: chain.upkeep }),
    links: linksOf(chain),
    for: chain.personas.map(({ persona, problem, stakes }) => ({
      persona: persona.id,
      name: persona.title,
      primary: persona.primary ?? false,
      problem: problem.id,
      title: problem.title,
      severity: problem.severity,
      ...(stakes === undefined ? {} : { stakes }),
    })),
    bounds: boundsOf(task, chain, queue),
    gaps: chain.gaps,
  };
}

function linksOf({ goal, bet, outcomes, pillars, vision }: Chain): WhyLink[] {
  const [outcome] = outcomes;
  const [pillar] = pillars;
  return [
    goal && {
      ...nameOf(goal, 'goal'),
      ...said({
        why: goal.why,
        measure: measureText(goal),
        done_when: goal.done_when,
        state: goal.state,
        wont: goal.wont,
      }),
    },
    bet && { ...nameOf(bet, 'bet'), ...said({ why: bet.hypothesis, state: bet.state }) },
    outcome && { ...nameOf(outcome, 'outcome'), ...said({ measure: measureText(outcome) }), ...others(outcomes) },
    pillar && { ...nameOf(pillar, 'pillar'), ...said({ why: pillar.will, wont: pillar.wont }), ...others(pillars) },
    vision && nameOf(vision, 'vision'),
  ].filter((link): link is WhyLink => link !== undefined);
}

const nameOf = ({ id, title }: { id: string; title: string }, kind: GoalKind) => ({ id, kind, title });

function said(fields: Partial<Record<keyof WhyLink, string | undefined>>): Partial<WhyLink> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function others([, ...rest]: readonly { id: string }[]): { others?: string[] } {
  return rest.length === 0 ? {} : { others: rest.map(({ id }) => id) };
}

type Tasks = Pick<TaskQueue, 'get' | 'byGoal' | 'children'>;

function boundsOf(task: Task, { goal, pillars }: Chain, queue: Tasks): Bounds {
  const siblings: NamedTask[] = [];
  const above = tasksAbove(task, queue);
  let more = false;
  for (const each of goal ? tasksOfGoal(goal.id, queue, task.uuid) : []) {
    if (!isOpen(each) || above.has(each.uuid)) continue;
    more = siblings.length === BOUND_TASKS;
    if (more) break;
    siblings.push(namedTaskOf(each));
  }
  const wont = [goal, ...pillars].flatMap((each) =>
    each?.wont === undefined ? [] : [{ id: each.id, text: each.wont }],
  );
  return { tasks: siblings, more, wont };
}

/** Returns the uuids of the tasks above a task. */
function tasksAbove({ parent }: Task, queue: Pick<TaskQueue, 'get'>): Set<string> {
  const found = new Set<string>();
  for (let at = parent; at !== undefined && !found.has(at); at = queue.get(at)?.parent) found.add(at);
  return found;
}

/**
 * Yields the tasks that serve a goal: those that name it, each followed by the subtasks that inherit it.
 * @param without the uuid of a task that is omitted with everything below it
 */
export function* tasksOfGoal(goal: string, queue: Tasks, without?: string): Generator<Task> {
  const seen = new Set<string>();
  for (const named of queue.byGoal(goal)) {
    const waiting = [named];
    for (let uuid = waiting.pop(); uuid !== undefined; uuid = waiting.pop()) {
      const task = uuid === without || seen.has(uuid) ? undefined : queue.get(uuid);
      seen.add(uuid);
      const isOther = task?.goal !== goal && (task?.goal !== undefined || task?.upkeep !== undefined);
      if (!task || isOther) continue;
      yield task;
      waiting.push(...queue.children(uuid));
    }
  }
}
