import { taskName } from '../../domain/task/task.ts';
import type { Simulation } from '../answers.ts';
import type { HoldWordsInput } from '../hold-next.ts';
import { holdInWords } from '../hold-words.ts';
import type { Forecast } from './forecast.ts';

/** Explains the tasks that don't start automatically: each by its own reason, or by the task that it waits for. */
export function leftInWords(left: Forecast['left'], around: HoldWordsInput): Simulation['left'] {
  return left.map(({ task, hold, behind }) => ({
    task,
    ...(hold
      ? holdInWords(task, hold, around)
      : {
          why: 'behind' as const,
          text: `it is blocked by ${behind && taskName(behind)}`,
          next: `it starts after task ${behind?.id}`,
        }),
  }));
}
