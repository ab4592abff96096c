import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import seconds from './seconds.json' with { type: 'json' };

const SECONDS: Readonly<Record<string, number>> = seconds;

/** What the product is for, in one story. If it fails, nothing else matters. */
const MAIN_PATH = 'test/e2e/main-path.test.ts';

/**
 * Folders whose tests start many programs. Linux copies the memory tables of a process for each program that it starts,
 * and the memory of a test process grows with its files, from 200 MB to more than 500 MB. A test of git then needs up to
 * twice the processor time.
 */
const STARTS_PROGRAMS = /^test\/(runs|git-hook|scheduler)\//;

/** Assumed for a file that the table lacks: it may be new and slow. */
const UNKNOWN_SECONDS = 1_000;

/**
 * Starts the main path first, then the files whose tests start many programs, and in both groups the slowest files, because a slow file that
 * starts last delays the end. The times are in `seconds.json`, so that a new clone has them; `npm run test:times` updates
 * the file.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const pathOf = ({ moduleId }: TestSpecification) => relative(this.ctx.config.root, moduleId);
    const secondsOf = (file: TestSpecification) => SECONDS[pathOf(file)] ?? UNKNOWN_SECONDS;
    const mainOf = (file: TestSpecification) => Number(pathOf(file) === MAIN_PATH);
    const startsOf = (file: TestSpecification) => Number(STARTS_PROGRAMS.test(pathOf(file)));
    // Between others, a file with a process of its own would end one that has loaded the sources.
    const aloneOf = ({ project }: TestSpecification) => Number(project.config.isolate);
    return (await super.sort(files)).sort(
      (a, b) =>
        mainOf(b) - mainOf(a) || aloneOf(b) - aloneOf(a) || startsOf(b) - startsOf(a) || secondsOf(b) - secondsOf(a),
    );
  }
}
