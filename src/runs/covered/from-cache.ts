import { plainOutput, shortLines } from '../../base/output/plain-output.ts';

/** A build tool that prints the log of an earlier run instead of running a task. Its cache is a folder of anybody. */
interface BuildCache {
  of: string;
  /** What runs the task anyway. */
  anyway: string;
  /** Matches numbers of tasks: those from the cache, and all. If they are equal, nothing ran. */
  all?: RegExp;
  /** Matches a task from the cache, whose name is one for tests. */
  tests: RegExp;
}

/**
 * The caches whose answer is no run. The one of `go test` is missing: it keys by all that a test reads, and only go writes
 * it.
 */
const CACHES: readonly BuildCache[] = [
  {
    of: 'turbo',
    anyway: '--force',
    all: /^ *Cached: +(\d+) cached, (\d+) total$/gm,
    tests: /^\S+?[:#][\w-]*(?:test|spec|e2e)[\w:-]*: cache hit, /im,
  },
  {
    of: 'Nx',
    anyway: '--skip-nx-cache',
    all: /^Nx read the output from the cache instead of running the command for (\d+) out of (\d+) tasks?\./gm,
    tests:
      /\bnx run \S+:[\w-]*(?:test|spec|e2e)[\w:-]* +\[(?:local cache|remote cache|existing outputs match the cache)/i,
  },
  {
    of: 'Gradle',
    anyway: '--rerun-tasks',
    all: /^(\d+) actionable tasks?: (\d+) (?:up-to-date|from cache)$/gm,
    tests: /^> Task :(?:\S*:)?\w*[tT]est (?:FROM-CACHE|UP-TO-DATE)$/m,
  },
  {
    of: 'Maven',
    anyway: '-Dmaven.build.cache.enabled=false',
    tests: /\bSkipping plugin execution \(cached\): (?:surefire|failsafe):/,
  },
];

/**
 * Says that a passed check has the log of an earlier run, because a build tool ran nothing, or no tests.
 * @returns undefined if the output doesn't say so
 */
export function fromCache(output: string): string | undefined {
  const text = shortLines(plainOutput(output));
  const found = CACHES.find(({ all, tests }) => {
    if (tests.test(text)) return true;
    const runs = all ? [...text.matchAll(all)] : [];
    return runs.length > 0 && runs.every(([, cached, total]) => cached === total && Number(total) > 0);
  });
  return found && `its output is from the cache of ${found.of} (${found.anyway} runs it)`;
}
