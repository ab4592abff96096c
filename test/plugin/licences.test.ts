import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();

/** Packages that runtime dependencies name, and that no program loads: each with the reason. */
const NOT_BUNDLED: Readonly<Record<string, string>> = {
  '@babel/runtime': 'helpers of builds of @atlaskit/pragmatic-drag-and-drop that we do not take',
  '@chevrotain/types': 'types only',
  '@octokit/openapi-types': 'types only',
  '@octokit/types': 'types only',
  argparse: 'of the program of js-yaml',
  steno: 'of the file adapters of lowdb, in the place of which we have our own',
};

const noticesIn = (part: string) => readFileSync(join(plugin.folder, part, 'LICENSES.txt'), 'utf8');

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

test('every runtime package of the lockfile has a notice, also one that arrives inside another', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const runtime = Object.entries(packages).flatMap(([path, { dev, optional }]) =>
    path === '' || dev || optional ? [] : [path.replace(/.*node_modules\//, '')],
  );
  expect(runtime).toEqual(expect.arrayContaining(['tar', 'minipass', 'zod']));
  const notices = ['dist', 'dist/web'].map((part) => noticesIn(part)).join('\n');
  const named = new Set(
    Array.from(notices.matchAll(/^(@?[a-z][\w./-]*) (?:\d[\w.-]*|inside \S+) \(/gm), ([, name]) => name),
  );
  expect([...new Set(runtime)].filter((name) => !named.has(name) && !(name in NOT_BUNDLED))).toEqual([]);
  expect(Object.keys(NOT_BUNDLED).filter((name) => named.has(name))).toEqual([]);
});

test.each(['dist', 'dist/web'])(
  'the notices of %s begin with the place of the sources and the command that rebuilds it',
  (part) => {
    expect(noticesIn(part)).toMatch(/^Backlog \d+\.\d+\.\d+ \(MIT\), bundled from [^`]+`npm ci && npm run build`/);
  },
);

test("the plugin's README names the command that rebuilds it", () => {
  expect(readFileSync(join(root, 'plugin/README.md'), 'utf8')).toContain('`npm ci && npm run build` rebuilds it.');
});

/** Before 4.18, merging and templates have two advisories. chevrotain asks for such a version, so package.json overrides it. */
test('no version of lodash-es before 4.18 comes with a package', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const found = Object.entries(packages).filter(([path]) => path.endsWith('node_modules/lodash-es'));
  expect(found.map(([, { version }]) => version)).toEqual(['4.18.1']);
});

test('packages whose sources are in the files of another package are named with that one', () => {
  const notices = noticesIn('dist');
  expect(notices).toMatch(/^minipass inside tar \(/m);
  expect(notices).toMatch(/^content-type inside @modelcontextprotocol\/server \(/m);
});
