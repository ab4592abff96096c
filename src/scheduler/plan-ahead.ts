import type { Task } from '../domain/task.ts';
import { estimateOf } from '../report/estimate.ts';
import type { PlannedTask } from '../report/timeline.ts';
import type { Context } from '../work/workspace/context.ts';
import { decide } from './decide.ts';
import { forecast } from './forecast.ts';
import { sceneWithoutGit } from './snapshot.ts';

/**
 * What would be done next, when, and by whom, if every task that is ready were run: a task takes as long as it is estimated, else as past runs
 * of its agent took; of those that have neither it is not told. Runs at work are among it, with when they should end. Asks no git.
 */
export async function planAhead(context: Context, wanted: (task: Task) => boolean): Promise<PlannedTask[]> {
  const { scene, limits } = await sceneWithoutGit(context);
  const told = forecast(scene, limits, decide(scene, limits), estimateOf);
  const anyPast = told.endsMs !== undefined;
  return told.waves.flatMap(({ tasks }) =>
    tasks.flatMap(({ task, agent, beginsMs, endsMs, run }): PlannedTask[] => {
      const by = estimateOf(task) === undefined ? 'past' : 'estimate';
      if ((by === 'past' && !anyPast) || !wanted(task)) return [];
      return [{ task, agent, beginsMs, endsMs, by, ...(run ? { run: run.id } : {}) }];
    }),
  );
}
