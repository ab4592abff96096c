import { expect, test } from 'vitest';
import { fromCache } from '../../../src/runs/covered/from-cache.ts';

const TURBO = 'its output is from the cache of turbo (--force runs it)';
const NX = 'its output is from the cache of Nx (--skip-nx-cache runs it)';
const GRADLE = 'its output is from the cache of Gradle (--rerun-tasks runs it)';

/** Outputs of turbo 2 and Nx 24 as they print them. */
test.each<[what: string, output: string, says: string | undefined]>([
  [
    'turbo, all tasks',
    'web:test: cache hit, replaying logs ae90d84245f611f4\nweb:test: # pass 1\n\n Tasks:    2 successful, 2 total\nCached:    2 cached, 2 total\n  Time:    17ms >>> FULL TURBO\n',
    TURBO,
  ],
  ['turbo, a linter', ' Tasks:    1 successful, 1 total\nCached:    1 cached, 1 total\n', TURBO],
  [
    'turbo, only its tests',
    'web:build: cache miss, executing 1f\nweb:test:unit: cache hit, replaying logs ae90\nCached:    1 cached, 2 total\n',
    TURBO,
  ],
  [
    'turbo, only what tests need',
    'testing:build: cache hit, replaying logs ae90\nweb:test: cache miss, executing 1f\nCached:    1 cached, 2 total\n',
    undefined,
  ],
  ['turbo, nothing', 'web:test: cache miss, executing ae90\nCached:    0 cached, 2 total\n', undefined],
  ['turbo without tasks', 'Cached:    0 cached, 0 total\n', undefined],
  ['turbo again', 'Cached:    2 cached, 2 total\n\nCached:    0 cached, 1 total\n', undefined],
  [
    'Nx, all tasks',
    '\u001b[2mNx read the output from the cache instead of running the command for 1 out of 1 tasks.\u001b[22m\n',
    NX,
  ],
  [
    'Nx, only its tests',
    '\u001b[32m✔\u001b[39m  \u001b[2mnx run\u001b[22m web:test  \u001b[2m[existing outputs match the cache, left as is]\u001b[22m\nNx read the output from the cache instead of running the command for 1 out of 2 tasks.\n',
    NX,
  ],
  ['Nx, only a build', '✔  nx run web:build  [local cache]\n✔  nx run web:test\n', undefined],
  ['Gradle', '> Task :app:compileTestJava UP-TO-DATE\n> Task :app:test FROM-CACHE\n\nBUILD SUCCESSFUL in 1s\n', GRADLE],
  ['Gradle, its own outputs', '> Task :test UP-TO-DATE\n3 actionable tasks: 3 up-to-date\n', GRADLE],
  ['Gradle, all tasks', '3 actionable tasks: 3 up-to-date\n', GRADLE],
  [
    'Gradle, only a compiler',
    '> Task :compileTestJava UP-TO-DATE\n> Task :test\n2 actionable tasks: 1 executed, 1 up-to-date\n',
    undefined,
  ],
  [
    'Maven',
    '[INFO] Skipping plugin execution (cached): surefire:test\n',
    'its output is from the cache of Maven (-Dmaven.build.cache.enabled=false runs it)',
  ],
  ['go, whose cache is evidence', 'ok  \texample.com/a\t(cached)\n', undefined],
  ['a test about caches', '✓ reads the local cache\n✓ a cache hit, replaying\nTests  2 passed (2)\n', undefined],
])('%s', (_, output, says) => {
  expect(fromCache(output)).toBe(says);
});
