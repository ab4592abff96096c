import { firstOf, hasIgnored, jsonIn, type ProjectFiles, tableIn } from './files.ts';
import type { FoundCheck, Kind, Step, Tool } from './tool.ts';

const FILE = 'package.json';

/** Names of scripts, by kind. The first usable one counts. */
const SCRIPTS: Readonly<Record<Kind, readonly string[]>> = {
  test: ['test', 'test:ci', 'test:run', 'test:unit'],
  lint: ['lint'],
  types: ['typecheck', 'type-check', 'check-types', 'types', 'tsc'],
  build: ['build'],
};

/** Package managers by their lock files. `install` installs exactly what the lock file says. */
const NPM = { name: 'npm', locks: ['package-lock.json', 'npm-shrinkwrap.json'], install: 'npm ci' } as const;
const MANAGERS = [
  { name: 'pnpm', locks: ['pnpm-lock.yaml'], install: 'pnpm install --frozen-lockfile' },
  { name: 'yarn', locks: ['yarn.lock'], install: 'yarn install --frozen-lockfile' },
  { name: 'bun', locks: ['bun.lock', 'bun.lockb'], install: 'bun install --frozen-lockfile' },
  NPM,
] as const;

export const node: Tool = {
  name: 'node',
  signs: [FILE],
  checks: (files) => {
    const { name } = managerOf(files);
    const scripts = tableIn(jsonIn(files, FILE).scripts);
    return (Object.keys(SCRIPTS) as Kind[]).flatMap((kind): FoundCheck[] => {
      const script = SCRIPTS[kind].find((one) => isUsable(scripts[one]));
      if (script === undefined) return inPackages(files, kind);
      const line = String(scripts[script]);
      // Without this variable, the tests of react-scripts run until somebody ends them.
      const ci = /\breact-scripts test\b/.test(line) ? 'CI=true ' : '';
      const command = `${ci}${name} ${script === 'test' && name !== 'bun' ? 'test' : `run ${script}`}`;
      return [{ kind, command, from: `${FILE}: ${line}`, declared: true }];
    });
  },
  setup: (files) => (linksIn(files).length > 0 ? undefined : installation(files)),
  links: linksIn,
};

/** Checks whether a script ends by itself and does something. */
function isUsable(script: unknown): boolean {
  if (typeof script !== 'string' || script.trim() === '' || /no test specified/.test(script)) return false;
  return !script.split(/&&|\|\||[;&|]/).some((line) => WATCHES.some((words) => words.test(line)));
}

/** Lines that wait for changes and don't end: by a flag, by the program, or by its command. */
const WATCHES: readonly RegExp[] = [
  /\s--watch(?:-?all|-path|-dir)?(?:=(?!false\b|0\b)\S*)?(?=\s(?!false\b|0\b)|\s*$)/i,
  /(?:^|[\s/])(?:tsc|vue-tsc|mocha|babel|rollup|webpack|ava|tap|lab|sass|postcss|swc|esbuild|tsup)\s(?:.*\s)?-\w*w(?:\s|$)/,
  /(?:^|[\s/])(?:nodemon|onchange|chokidar|tsc-watch|ts-node-dev|tsnd|watchexec|watchman-make|entr|guard|ptw|supervisor)(?:\s|$)/,
  /(?:^|[\s/])(?:vitest|vite|tsx|bun|mocha|jasmine|deno|gulp|grunt|lerna)\s+(?:watch|dev)(?:\s|$)/,
  /(?:^|[\s/])vite(?:\s+(?:serve|preview|--\S+))*\s*$/,
  /(?:^|[\s/])karma\s+start(?!.*\s(?:--single-?run|--singleRun)(?:=true)?(?:\s(?!false)|$))/,
  /(?:^|[\s/])ng\s+(?:test|t)(?!.*\s(?:--watch[= ]false|--no-watch))/,
  /(?:^|[\s/])(?:cargo[\s-]watch|cypress\s+open|storybook\s+dev|playwright\s+test\s.*--ui)(?:\s|$)/,
];

function managerOf(files: ProjectFiles): (typeof MANAGERS)[number] {
  const { packageManager } = jsonIn(files, FILE);
  const named = MANAGERS.find(({ name }) => String(packageManager ?? '').startsWith(`${name}@`));
  return named ?? MANAGERS.find(({ locks }) => firstOf(files, locks) !== undefined) ?? NPM;
}

function installation(files: ProjectFiles): Step | undefined {
  const about = jsonIn(files, FILE);
  const needs = ['dependencies', 'devDependencies', 'optionalDependencies'].some(
    (field) => Object.keys(tableIn(about[field])).length > 0,
  );
  if (!needs && !isMonorepo(files)) return undefined;
  const { name, locks, install } = managerOf(files);
  const lock = firstOf(files, locks);
  if (lock === undefined) return { command: `${name} install`, from: FILE };
  const isBerry = name === 'yarn' && files.names.has('.yarnrc.yml');
  return { command: isBerry ? 'yarn install --immutable' : install, from: lock };
}

/**
 * Returns the folders with installed packages. In a monorepo, those contain links to its own packages, which would lead
 * from a worktree into the checkout.
 */
function linksIn(files: ProjectFiles): readonly string[] {
  return hasIgnored(files, 'node_modules') && !isMonorepo(files) ? ['node_modules'] : [];
}

export function isMonorepo(files: ProjectFiles): boolean {
  return 'workspaces' in jsonIn(files, FILE) || files.names.has('pnpm-workspace.yaml');
}

/** The commands that run a script in each package that has it. Those of yarn and bun fail for a package without it. */
const IN_PACKAGES: Readonly<Record<string, (script: string) => string>> = {
  npm: (script) => `npm run ${script} --workspaces --if-present`,
  pnpm: (script) => `pnpm -r --if-present run ${script}`,
};

/** Returns the check that runs the script of this kind in all packages, if one of them has a usable one. */
function inPackages(files: ProjectFiles, kind: Kind): FoundCheck[] {
  const command = IN_PACKAGES[managerOf(files).name];
  if (!command || !isMonorepo(files)) return [];
  const script = SCRIPTS[kind][0]!;
  const globs = packageGlobs(files);
  const all = (files.below ?? []).filter(({ path }) => globs.some((glob) => isPackage(path, glob)));
  const scripts = all.map(({ path, files: own }) => ({ path, line: tableIn(jsonIn(own, FILE).scripts)[script] }));
  const first = scripts.find(({ line }) => isUsable(line));
  if (!first || scripts.some(({ line }) => line !== undefined && !isUsable(line))) return [];
  return [{ kind, command: command(script), from: `${first.path}/${FILE}: ${first.line}`, declared: true }];
}

/** Returns the patterns of the packages' folders. */
function packageGlobs(files: ProjectFiles): string[] {
  const { workspaces } = jsonIn(files, FILE);
  const own = Array.isArray(workspaces) ? workspaces : tableIn(workspaces).packages;
  const pnpm = (files.text('pnpm-workspace.yaml') ?? '').matchAll(/^\s*-\s*["']?([^"'#\s]+)["']?\s*$/gm);
  return [...(Array.isArray(own) ? own.map(String) : []), ...Array.from(pnpm, ([, glob = '']) => glob)].map((glob) =>
    glob.replace(/^\.\//, '').replace(/\/$/, ''),
  );
}

/** Whether a folder fits a pattern: a path, or a path whose last part is `*`. */
function isPackage(path: string, glob: string): boolean {
  const parent = path.split('/').slice(0, -1).join('/');
  return glob === path || (glob.endsWith('/*') && glob.slice(0, -2) === parent);
}
