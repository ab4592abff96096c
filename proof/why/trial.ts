import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStage } from '../../demo/stage.ts';
import { whyAnswerIn } from '../../src/domain/runs/answers/why-answer.ts';
import type { Judge } from './judge.ts';
import { SCRIPTED } from './options.ts';
import { type Person, personAt } from './person.ts';
import { FILES, GOALS, TASKS, type Trap, type TrialTask } from './scenario.ts';

/** One agent's way through the tasks, in a queue with goals or without. */
export interface Arm {
  agent: string;
  goals: boolean;
}

/** The result of one task. */
export interface Played {
  arm: Arm;
  trap: Trap;
  /** Whether the result contains the step that goal, siblings or scope rule out. */
  fell: boolean;
  /** Who noticed it: the check of the scope, the agent's own last message, the judge. */
  scope: boolean;
  admitted: boolean;
  judged: boolean;
  /** Bytes of the agent's first prompt. */
  prompt: number;
  /** Why there is no result. */
  failed?: string;
}

export interface Plan {
  tasks: number;
  slots: number;
  judge: Judge;
  /** Is called after each task. */
  tell(played: Played): void;
}

/** Plays the tasks with one agent, in a scratch repository with a queue of its own. Merges nothing. */
export async function playArm(arm: Arm, { tasks, slots, judge, tell }: Plan): Promise<Played[]> {
  const stage = makeStage({ ...FILES });
  const person = await personAt(stage);
  const wanted = TASKS.slice(0, tasks);
  const played: Played[] = [];
  try {
    await prepare(person, arm, stage.home);
    await addPlan(person, arm);
    for (let from = 0; from < wanted.length; from += slots) {
      const batch = wanted.slice(from, from + slots);
      const ids = batch.map((_, i) => from + i + 1);
      await person.types('run_start', { filter: ids.join(','), agent: arm.agent });
      for (const [i, task] of batch.entries()) {
        const one = await resultOf({ person, arm, home: stage.home }, task, `r${ids[i]}`, judge);
        tell(one);
        played.push(one);
      }
    }
    return played;
  } finally {
    await person.leaves();
    stage.clear();
  }
}

async function prepare(person: Person, { agent }: Arm, home: string): Promise<void> {
  if (!(SCRIPTED as readonly string[]).includes(agent)) return;
  const file = join(home, 'tasks.json');
  writeFileSync(file, JSON.stringify(TASKS.map(withClues)));
  const program = join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'proof/why/agent.mjs');
  const argv = [process.execPath, program, file, agent];
  await person.types('agent_add', { name: agent, provider: 'command', argv });
}

/** Adds the words by which a scripted agent understands a line of its prompt. A real agent reads the prompt itself. */
function withClues(task: TrialTask): object {
  const { wont, measure } = GOALS.find(({ area }) => area === task.area)!;
  return { ...task, wont, measure, sibling: `Remember the last ${task.area}` };
}

async function addPlan(person: Person, { goals }: Arm): Promise<void> {
  if (goals) for (const { area: _, ...goal } of GOALS) await person.types('goal_add', { ...goal, state: 'now' });
  const goalOf = ({ area }: TrialTask) => `I-${GOALS.findIndex((goal) => goal.area === area) + 1}`;
  await person.types('task_import', {
    tasks: TASKS.map((task) => ({
      description: task.description,
      spec: task.spec,
      scope: task.scope,
      ...(goals ? { goal: goalOf(task) } : {}),
    })),
  });
}

interface At {
  person: Person;
  arm: Arm;
  home: string;
}

async function resultOf({ person, arm, home }: At, task: TrialTask, id: string, judge: Judge): Promise<Played> {
  const nothing = { arm, trap: task.trap, fell: false, scope: false, admitted: false, judged: false, prompt: 0 };
  try {
    const run = await person.sees(id, 'review');
    const [review, diff] = [await person.types('run_show', { run: id }), await person.types('run_diff', { run: id })];
    const outside = run.result?.outside ?? [];
    const fell = task.trap === 'scope' ? outside.length > 0 : hasAdded(diff, task.fell);
    const answer = whyAnswerIn(run);
    return {
      ...nothing,
      fell,
      scope: outside.length > 0,
      admitted: answer !== undefined && answer.kind !== 'moves',
      judged: await judge({ review, diff }, task),
      prompt: promptBytes(home, id),
    };
  } catch (error) {
    return { ...nothing, failed: (error as Error).message };
  }
}

/** Returns the bytes of the run's first prompt, 0 if its file is gone. */
function promptBytes(home: string, id: string): number {
  return statSync(join(home, 'store/runs', id, 'prompt.md'), { throwIfNoEntry: false })?.size ?? 0;
}

function hasAdded(diff: string, pattern: string): boolean {
  return diff.split('\n').some((line) => line.startsWith('+') && new RegExp(pattern).test(line));
}
