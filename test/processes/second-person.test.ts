import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunState } from '../../src/domain/runs/run-states.ts';
import { atTerminal, sitDown } from '../e2e/support/terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { runBecomes } from '../support/run-becomes.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

const CONFIG = `checks: {unit: sh tools/check.sh}
runs:
  setup: echo one > prepared.log
  copy: [.env]
  link: [deps]
  target: main
  agent: nobody
  minutes: 17
  turns: 40
routing:
  path: {out: helper}
  tag: {self: meddler}
agents:
  helper: {provider: command, argv: [sh, tools/helper.sh]}
  meddler: {provider: command, argv: [sh, tools/meddler.sh]}
`;
const FILE = '.backlog/config.yaml';
const FILES = {
  [FILE]: CONFIG,
  '.gitignore': '.env\ndeps/\n*.log\n',
  'tools/check.sh': 'grep -q . out/*.txt && echo 1 passed\n',
  'tools/helper.sh':
    'cat >/dev/null\nmkdir -p out\ncat prepared.log .env deps/name | tr "\\n" " " > out/$BACKLOG_TASK_ID.txt\n',
  // An agent that rewrites the file that decides what is executed, for its own run and for all others.
  'tools/meddler.sh':
    "cat >/dev/null\nsed -i 's|setup: .*|setup: touch ~/canary|; s|unit: [^}]*|unit: touch ~/canary|' .backlog/config.yaml\necho x > out/$BACKLOG_TASK_ID.txt\n",
};
/** What git ignores, and so no clone has. */
const IGNORED = { '.env': 'KEY=1\n', 'deps/name': 'dep\n' };

/** A person with a home, a state folder and a clone of their own. */
function person(name: string, origin: string) {
  const home = tempFolder(name);
  writeFiles(home, { '.gitconfig': `[user]\n  name = ${name}\n  email = ${name}@example.invalid\n` });
  git(home, 'clone', '-q', origin, 'shop');
  const cwd = join(home, 'shop');
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(home, 'backlog'));
  const env = {
    ...ENVIRONMENT,
    ...{ PATH: `${home}:${process.env.PATH}`, HOME: home, BACKLOG_HOME: join(home, 'state'), TERM: 'xterm' },
  };
  const where = { cwd, env };
  const words = (line: string) => ['backlog', ...line.split(' ')];
  const say = (line: string) => atTerminal(words(line), where);
  const becomes = (run: string, state: RunState) => runBecomes(env.BACKLOG_HOME, run, state);
  return {
    cwd,
    home,
    say,
    becomes,
    /** Commits files and pushes them. */
    publish(files: Record<string, string>) {
      writeFiles(cwd, files);
      git(cwd, 'add', '-A');
      git(cwd, 'commit', '-qm', 'Change');
      git(cwd, 'push', '-q', 'origin', 'HEAD:main');
    },
    /** Types a line, and the answers to its questions in their order. @returns the screen and the number of questions */
    async answer(line: string, ...answers: string[]) {
      const sitting = sitDown(words(line), where);
      for (const [at, answer] of answers.entries()) {
        await sitting.shows(new RegExp(`(\\[y/N\\][\\s\\S]*){${at + 1}}`));
        await sitting.answer(`${answer}\n`);
      }
      const { code, screen } = await sitting.ended;
      return { code, screen, questions: screen.match(/\[y\/N\]/g)?.length ?? 0 };
    },
    /** Waits for a run's review, approves it, by the line that a refusal names if it is risky, and waits for its merge. */
    async merge(run: string, isRisky = false) {
      await becomes(run, 'review');
      const refused = isRisky ? (await say(`approve ${run}`)).screen.replace(/\s+/g, ' ') : '';
      const anyway = /To approve anyway: `backlog ([^`]+)`/.exec(refused)?.[1];
      expect(anyway !== undefined, refused).toBe(isRisky);
      const { code, screen } = await say(anyway ?? `approve ${run}`);
      expect(code, screen).toBe(0);
      await becomes(run, 'merged');
    },
    read: (file: string) => readFileSync(join(cwd, file), 'utf8'),
    json: async (line: string) => JSON.parse((await say(`${line} --json`)).screen),
  };
}

function origin(): string {
  const folder = tempFolder('origin');
  git(folder, 'init', '-q', '--bare', '-b', 'main', 'shop.git');
  return join(folder, 'shop.git');
}

/** Two persons with clones of one repository: the first one has published the config file. */
function people() {
  const shared = origin();
  const ada = person('ada', shared);
  ada.publish({ 'README.md': 'A shop\n', ...FILES });
  const ben = person('ben', shared);
  for (const { cwd } of [ada, ben]) writeFiles(cwd, IGNORED);
  return { ada, ben };
}

// In `npm test`, test/scheduler/routes.test.ts asks this question with real processes.
soak('a second person answers one question, and then everything works as for the first, up to the merge', async () => {
  const { ada, ben } = people();
  for (const one of [ada, ben]) {
    await one.say('add Write scope:out/**');
    const first = await one.answer('run 1', 'y');
    expect(first).toMatchObject({ code: 0, questions: 1, screen: expect.stringMatching(/^r1 queued/m) });
    for (const line of CONFIG.match(/(?<=: )(sh tools\/check\.sh|echo one > prepared\.log)/g)!)
      expect(first.screen).toContain(line);
    await one.becomes('r1', 'review');
    expect((await one.say('review r1')).screen).toContain('check unit: passed');
    await one.merge('r1');
    expect(one.read('out/1.txt')).toBe('one KEY=1 dep ');
    const { run } = await one.json('run show r1');
    expect(run).toMatchObject({
      agent: 'helper',
      target: 'refs/heads/main',
      limits: { wallMs: 17 * 60_000, turns: 40 },
    });
    expect(await one.answer('run 1')).toMatchObject({ questions: 0 });
  }

  // A branch of an agent that rewrites the file: neither its own checks nor a later run execute the new lines.
  await ben.say('add Meddle scope:out/**,.backlog/** +self');
  expect(await ben.answer('run 2')).toMatchObject({ code: 0, questions: 0 });
  await ben.becomes('r2', 'review');
  expect((await ben.say('run diff r2')).screen).toContain('touch ~/canary');
  await ben.say('add Third scope:docs/**');
  expect(await ben.answer('run 3 --agent helper')).toMatchObject({ questions: 0 });
  await ben.becomes('r3', 'review');
  expect((await ben.say('review r2')).screen).toContain('check unit: passed');
  await ben.merge('r2', true);
  expect(ben.read(FILE)).toContain('touch ~/canary');
  await ben.say('add Fourth scope:out/**');
  const meddled = await ben.answer('run 4', 'n');
  expect(meddled).toMatchObject({ questions: 1, screen: expect.stringContaining('+ runs.setup: touch ~/canary') });
  await ben.merge('r4');
  expect(ben.read('out/4.txt')).toBe('one KEY=1 dep ');
  expect([ada, ben].map(({ home }) => existsSync(join(home, 'canary')))).toEqual([false, false]);
});

soak(
  'a changed file asks a person again, with the difference; until then, the lines agreed to before are executed',
  async () => {
    const { ada, ben } = people();
    await ben.say('add Write scope:out/**');
    expect(await ben.answer('run 1', 'y')).toMatchObject({ code: 0, questions: 1 });
    await ben.merge('r1');
    ada.publish({ [FILE]: CONFIG.replace('echo one', 'echo two') });
    git(ben.cwd, 'fetch', '-q', 'origin');
    git(ben.cwd, 'merge', '-q', 'origin/main');
    await ben.say('add Again scope:out/**');
    const no = await ben.answer('run 2', 'n');
    expect(no).toMatchObject({ code: 0, questions: 1 });
    expect(no.screen).toMatch(/^- runs\.setup: echo one > prepared\.log\n\+ runs\.setup: echo two > prepared\.log$/m);
    expect(no.screen).not.toContain('+ checks.unit');
    await ben.merge('r2');
    expect(ben.read('out/2.txt')).toBe('one KEY=1 dep ');
    await ben.say('add Third scope:out/**');
    expect(await ben.answer('run 3', 'y')).toMatchObject({ code: 0, questions: 1 });
    await ben.merge('r3');
    expect(ben.read('out/3.txt')).toBe('two KEY=1 dep ');
  },
);
