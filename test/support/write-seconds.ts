import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Minimum duration of a file in the table, in seconds. The order of faster files is not important. */
const LEAST_SECONDS = 1;

/**
 * Writes the durations by which {@link LongestFirst} sorts, including imports and hooks. Used by `npm run test:times`.
 */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by it
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .map((module) => [module.relativeModuleId, secondsOf(module)] as const)
      .filter(([, seconds]) => seconds >= LEAST_SECONDS)
      .sort(([, a], [, b]) => b - a);
    const table = new URL('seconds.json', import.meta.url);
    writeFileSync(table, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
  }
}

function secondsOf(module: TestModule): number {
  const { duration, collectDuration, setupDuration } = module.diagnostic();
  return Math.round((duration + collectDuration + setupDuration) / 1_000);
}
