import { counted } from '../../base/amounts.ts';
import { DAY_MS } from '../../base/day.ts';
import { present } from '../../base/present.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Night, NightTerms, Run } from '../../domain/records.ts';
import { occupiedTasks } from '../../domain/runs/attempts/attempts.ts';
import { countResults } from '../../domain/runs/unreviewed.ts';
import { type Morning, morningOf, runsOfNight } from '../../report/night/morning.ts';
import { laterIn, taskOfUse } from '../../runs/autonomy/ledger.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { unpricedText } from '../../runs/budget/budget-text.ts';
import { runsIn } from '../../runs/find-run.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import type { Context } from '../../work/workspace/context.ts';
import { decide } from '../decision/decide.ts';
import { frequentReasons } from '../explain.ts';
import { forecast } from '../forecast/forecast.ts';
import { schedulerSnapshot } from '../snapshot.ts';
import { canLand, leftInWords } from './contract.ts';
import { foreseeNight } from './foresee-night.ts';
import { nightSeen, spentIn } from './hold-night.ts';

/** Tells a night: the morning page. Reads the queue as it is now, and writes nothing. With `all`, its lists are complete. */
export async function readMorning(context: Context, recorded: Night, all = false): Promise<Morning> {
  const { facts, night } = await factsOfNight(context, recorded);
  return morningOf({ ...facts, all, tomorrow: await tomorrowOf(context, night) });
}

/** Tells what came of a night so far, without the needs of another one. */
export async function readResults(context: Context, recorded: Night): Promise<Morning> {
  return morningOf({ ...(await factsOfNight(context, recorded)).facts, tomorrow: [] });
}

async function factsOfNight(
  context: Context,
  recorded: Night,
): Promise<{ night: Night; facts: Omit<Parameters<typeof morningOf>[0], 'tomorrow'> }> {
  const { state } = context.store;
  const night = nightSeen(context, recorded);
  const spent = spentIn(context, night, state);
  const runs = runsIn(state);
  const landed = runs.filter(({ merged }) => merged !== undefined && merged.at >= night.at);
  const sum = night.terms.budgetUsd === undefined ? 'this sum' : 'the budget';
  const taskOf = await tasksOfRuns(context, [...runsOfNight(runs, night), ...landed]);
  const { attention, halted } = situationIn(context);
  const facts = {
    ...{ night, runs, attention },
    tasks: Array.from(state.all('task'), ([, task]) => task),
    proposals: Array.from(state.all('proposal'), ([, proposal]) => proposal),
    taskOf: (run: Run) => ({ ...taskOfUse(taskOf, run), ...present({ awaits: taskOf(run.task)?.awaits }) }),
    laterOf: laterIn(state, taskOf),
    spent: { ...spent, ...(spent.unpriced.length > 0 ? { text: unpricedText(spent.unpriced, sum) } : {}) },
    spelled: (next: string) => inDoorWords(context.caller, next),
    ...present({ halted: halted?.why === 'process' ? halted : undefined }),
  };
  return { night, facts };
}

/** Returns what another night with the same terms would start, and what keeps other tasks from it until a person acts. */
async function tomorrowOf(context: Context, { id, terms }: Night): Promise<Morning['tomorrow']> {
  const { state } = context.store;
  const stop = presentStop(state);
  const again: NightTerms = { ...terms, until: toInstant(context.clock.now + DAY_MS) };
  const { snapshot, limits } = await schedulerSnapshot(context, undefined, { night: again });
  const decision = decide(snapshot, limits, { thorough: true });
  const planned = forecast(snapshot, limits, decision);
  const foreseen = foreseeNight({
    ...{ snapshot, terms: again, told: planned, holds: decision.holds },
    waiting: countResults(runsIn(state)).waiting,
    lands: await canLand(context, planned),
  }).tasks.filter(({ run }) => !run);
  const later = foreseen.filter(({ because }) => because !== undefined);
  const ready = foreseen.length - later.length;
  const inRuns = occupiedTasks(snapshot.runs);
  const left = planned.left.filter(({ task }) => snapshot.wanted(task) && !inRuns.has(task.uuid));
  const kept = leftInWords(left, claimReader(context)).map(({ task, ...reason }) => ({ task, reasons: [reason] }));
  return [
    ...(stop
      ? [{ text: `${stop.actor} stopped autonomy`, next: inDoorWords(context.caller, 'autonomy_start continues') }]
      : []),
    ...(snapshot.unreadable === undefined
      ? []
      : [{ text: `The filter of ${id} can't be read: ${snapshot.unreadable}` }]),
    ...frequentReasons(kept).map(({ tasks, id: task, text, next }) => ({
      text: `${tasksText(tasks, task)}: ${text}`,
      next,
    })),
    ...later.slice(0, 1).map(({ task, because }) => ({
      text: `${tasksText(later.length, task.id)}: ${because}`,
      next: inDoorWords(context.caller, 'night_simulate shows each'),
    })),
    {
      text:
        ready === 0
          ? 'Nothing is left that another night could start.'
          : `Another night could start ${counted(ready, 'task')}.`,
    },
  ];
}

const tasksText = (tasks: number, first: number): string =>
  tasks === 1 ? `task ${first}` : `${counted(tasks, 'task')}, such as ${first}`;
