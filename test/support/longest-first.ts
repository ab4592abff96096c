import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import seconds from './seconds.json' with { type: 'json' };

const SECONDS: Readonly<Record<string, number>> = seconds;

/** Assumed for a file that the table lacks: it may be new and slow. */
const UNKNOWN_SECONDS = 1_000;

/**
 * Starts the slowest files first, because a slow file that starts last delays the end. The times are in `seconds.json`,
 * so that a new clone has them; `npm run test:times` updates the file.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const secondsOf = ({ moduleId }: TestSpecification) =>
      SECONDS[relative(this.ctx.config.root, moduleId)] ?? UNKNOWN_SECONDS;
    // Between others, a file with a process of its own would end one that has loaded the sources.
    const aloneOf = ({ project }: TestSpecification) => Number(project.config.isolate);
    return (await super.sort(files)).sort((a, b) => aloneOf(b) - aloneOf(a) || secondsOf(b) - secondsOf(a));
  }
}
