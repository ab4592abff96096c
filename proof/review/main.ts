// npm run review-trial: builds a queue with planted results in review, for somebody who has never seen Backlog. Half of
// them are bad. Which ones are bad is in a file beside the repository, to compare with the decisions afterwards.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { optionsOf } from '../../scripts/options.ts';
import { tableOf } from '../../test/domain/risk/layers/table.ts';
import { fifth, first, fourth, second, sixth, third } from '../../test/domain/risk/planted/all.ts';
import { apply } from '../../test/domain/risk/planted/planted.ts';
import { projects } from '../../test/domain/risk/planted/projects/all.ts';
import { AT_TERMINAL } from '../../test/support/at-terminal.ts';
import { readOptions, USAGE } from './options.ts';
import { mixedResults } from './results.ts';

const { program, results: count, seed } = optionsOf(process.argv.slice(2), USAGE, readOptions);
const backlog = resolve(program ?? 'plugin/bin/backlog');
const root = mkdtempSync(join(tmpdir(), 'review-trial-'));
const [project, home] = [join(root, 'project'), join(root, 'home')];
// A queue of a person: its calls have a terminal, and leave out the variables of a client.
const env = { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1', TZ: 'UTC' };
const call = (file: string, ...args: string[]) =>
  execFileSync(file, args, {
    cwd: project,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
const person = (...args: string[]) => call(AT_TERMINAL[0]!, ...AT_TERMINAL.slice(1), backlog, ...args);
const git = (...args: string[]) => call('git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args);

mkdirSync(home, { recursive: true });
for (const { language, files } of Object.values(projects))
  for (const [path, text] of Object.entries(files)) {
    const file = join(project, language, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
git('init', '-q', '-b', 'main');
git('add', '-A');
git('commit', '-q', '-m', 'Seven small projects');

const planted = mixedResults(count, seed);
const changes = Object.fromEntries(
  planted.map(({ project: language, edits }, n) => [
    n + 1,
    apply(projects[language], edits).map(({ path, after }) => ({ path: `${language}/${path}`, after })),
  ]),
);
writeFileSync(join(root, 'changes.json'), JSON.stringify(changes));
const agent = [process.execPath, resolve('proof/review/agent.mjs'), join(root, 'changes.json')];

// The tests of seven languages can't run here. As those of every planted result, they pass.
person('setting', 'set', 'checks.tests', 'echo "14 passed"');
person('agent', 'add', 'helper', '--provider', 'command', '--argv', JSON.stringify(agent));
// The names of planted results say what is wrong with them.
for (const [n, { project: language }] of planted.entries())
  person('add', `Part ${n + 1}: work on the ${language} project`);
for (const [n] of planted.entries()) {
  person('run', String(n + 1), '--agent', 'helper');
  person('run', 'wait', `r${n + 1}`);
  process.stderr.write(`r${n + 1} waits for its review\n`);
}
const key = planted.map(({ name, bad, kind, tells }, n) => ({ run: `r${n + 1}`, name, bad, kind, tells }));
writeFileSync(join(root, 'key.json'), `${JSON.stringify(key, null, 2)}\n`);
// What each layer finds in all planted results, by sets: bad ones and good ones. Nobody wrote down the right rules of the
// second set.
const sets = { first, second, third, fourth, fifth, sixth };
const layers = Object.entries(sets).map(
  ([name, set]) =>
    `${name} set, ${set.length} results\n${Object.entries(tableOf(set))
      .filter(([what]) => name !== 'second' || !what.startsWith('named'))
      .map(([what, [bad, good]]) => `${String(bad).padStart(5)} bad ${String(good).padStart(5)} good  ${what}\n`)
      .join('')}`,
);
writeFileSync(join(root, 'layers.txt'), layers.join('\n'));
process.stdout.write(
  [
    `cd ${project}`,
    `export HOME=${home} PATH=${dirname(backlog)}:$PATH`,
    'backlog status         # then backlog review r1, backlog diff r1',
    'backlog approve r1     # or backlog discard r1',
    'backlog serve          # the same on the board',
    `# afterwards: ${join(root, 'key.json')} says which results are bad, and layers.txt beside it what each layer finds`,
    '',
  ].join('\n'),
);
