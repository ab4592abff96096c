import type { Bench } from '../bench.ts';
import type { Row } from '../figure.ts';
import { startFigures, trafficFigures } from './commands.ts';
import { commitFigures } from './commits.ts';
import { openGrounds } from './grounds.ts';

/** Measures queues on servers beside those in a folder on this disk, in turns. */
export async function* backendFigures(bench: Bench): AsyncGenerator<Row> {
  const grounds = (await openGrounds(bench)).filter(({ isAnotherWay }) => !isAnotherWay);
  yield* commitFigures(bench, grounds);
  yield* trafficFigures(bench, grounds);
  yield* startFigures(bench, grounds);
}
