import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { atTerminal, sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { missingFile, unless } from '../../support/needs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { said } from './line.ts';

const plugin = builtPlugin();

/** A person at a real terminal of a width. */
function person(columns = 80) {
  const cwd = tempFolder('session');
  const env = {
    ...ENVIRONMENT,
    HOME: cwd,
    BACKLOG_DIR: `${cwd}/store`,
    TZ: 'UTC',
    TERM: 'xterm',
    NO_COLOR: '1',
  };
  const words = (line: string | readonly string[]) => [
    ...[process.execPath, plugin.cli],
    ...(typeof line === 'string' ? line.split(' ') : line),
  ];
  return {
    cwd,
    env,
    /** Does a line in this process, which prepares what follows. */
    prepare: async (line: string | readonly string[]) => {
      const done = await said(typeof line === 'string' ? line.split(' ') : line, { env, cwd });
      expect(done.code, done.err).toBe(0);
    },
    say: (line: string | readonly string[], more: Record<string, string> = {}) =>
      atTerminal(words(line), { cwd, env: { ...env, ...more }, columns }),
    sit: (line: string | readonly string[], more: Record<string, string> = {}) =>
      sitDown(words(line), { cwd, env: { ...env, ...more }, columns }),
  };
}

/** An editor that changes the line of a field. */
const sets = (field: string, value: string) => ({ VISUAL: `sed -i 's/^${field}:.*/${field}: ${value}/'` });

describe.each(IS_SOAK ? [40, 80, 200] : [80])('a session at %i columns', (columns) => {
  soak('adds, lists, edits, completes many after a look at them, and undoes that', async () => {
    const { prepare, say, sit } = person(columns);
    for (const name of [
      'Fix login',
      '日本語のタスク 🎉',
      'שלום עולם',
      'Write the documentation of all of it, at length',
    ])
      await prepare(['add', ...name.split(' '), 'project:web']);
    const { screen } = await say('list project:web');
    for (const line of screen.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(columns);
    expect(screen).toContain('4 tasks');

    expect((await say('edit 1', sets('priority', 'H'))).screen).toMatch(/^Changed priority\.\n1 H ready Fix login/);

    const done = sit('done project:web');
    await done.shows(/these 4 tasks\? \[y\/N\] $/);
    expect(done.screen()).toContain('Write the documentation');
    await done.answer('y\n');
    expect(await done.ended).toMatchObject({ code: 0, screen: expect.stringMatching(/Completed #4 Write/) });
    expect((await say('list')).screen).toMatch(/^No open tasks\. 4 are completed:\s/);
    expect((await say('undo --yes')).code).toBe(0);
    expect((await say('list')).screen).toContain('4 tasks');
  });
});

describe('an editor', () => {
  test('changes fields, criteria and specification in one commit, and nothing else', async () => {
    const { prepare, say, cwd, env } = person();
    await prepare([
      'add',
      'Fix',
      'login',
      '+bug',
      'due:2030-01-02',
      '--spec',
      'Old text',
      '--acceptance',
      'a test passes',
    ]);
    const script = `${cwd}/editor.sh`;
    execFileSync('sh', ['-c', `cat > ${script} && chmod +x ${script}`], {
      input: `#!/bin/sh\nsed -i -e 's/^project:.*/project: web/' -e 's/^- \\[\\(.*\\)\\] .*/&\\n- another one/' -e 's/^Old text/# New text/' "$1"\n`,
    });
    expect((await say('edit 1', { EDITOR: script })).screen).toMatch(/^Changed project, acceptance, spec\./);
    const [task] = JSON.parse(
      spawnSync(process.execPath, [plugin.cli, 'export'], { env, cwd, encoding: 'utf8' }).stdout,
    );
    expect(task).toMatchObject({
      project: 'web',
      tags: ['bug'],
      due: '2030-01-02',
      docs: { spec: '# New text' },
    });
    expect(task.acceptance.map(({ text }: { text: string }) => text)).toEqual(['a test passes', 'another one']);
    expect((await say('history --limit 1')).screen).toMatch(/project/);
  });

  soak('that changes nothing leaves everything as it is', async () => {
    const { prepare, say } = person();
    await prepare('add One');
    expect(await say('edit 1', { VISUAL: 'true' })).toMatchObject({ code: 1, screen: 'Nothing was changed.\n' });
    expect(await say('edit 1', { VISUAL: 'false' })).toMatchObject({
      code: 1,
      screen: expect.stringContaining('ended with 1'),
    });
  });

  soak('without a folder for its file is refused in words', async () => {
    const { prepare, say } = person();
    await prepare('add One');
    const { code, screen } = await say('edit 1', { VISUAL: 'true', TMPDIR: '/proc/none' });
    expect(code).toBe(1);
    expect(screen).toMatch(/^backlog: can't write a file for your editor in \/proc\/none: ENOENT\r?\n.*TMPDIR=/);
  });

  test('is shown what is wrong at its place, and gives back a text that is given up', async () => {
    const { prepare, say, sit } = person();
    await prepare('add One');
    const editing = sit('edit 1', sets('due', 'nonsense'));
    await editing.shows(/Edit it again\? \[Y\/n\] $/);
    editing.type('n\n');
    const { code, screen } = await editing.ended;
    expect(code).toBe(1);
    expect(screen).toMatch(/due: "nonsense" is not a date/);
    const [, file] = /kept in (\S+)/.exec(screen) ?? [];
    expect(readFileSync(file!, 'utf8')).toMatch(/^due: nonsense\n# ! due: "nonsense" is not a date/m);
    expect((await say('list')).screen).not.toContain('Due');
    execFileSync('rm', ['-r', file!.replace(/\/[^/]+$/, '')]);
  });

  soak('opens again on the text that was refused, until it is right', async () => {
    const { prepare, sit, cwd } = person();
    await prepare('add One');
    const script = `${cwd}/editor.sh`;
    execFileSync('sh', ['-c', `cat > ${script} && chmod +x ${script}`], {
      input: `#!/bin/sh\nif grep -q '^# ! ' "$1"; then sed -i 's/^priority:.*/priority: L/' "$1"; else sed -i 's/^priority:.*/priority: X/' "$1"; fi\n`,
    });
    const editing = sit('edit 1', { EDITOR: script });
    await editing.shows(/priority: .*Edit it again\? \[Y\/n\] $/s);
    editing.type('\n');
    expect(await editing.ended).toMatchObject({
      code: 0,
      screen: expect.stringContaining('Changed priority.\n1 L ready One'),
    });
  });

  test('needs a terminal', async () => {
    const { prepare, cwd, env } = person();
    const say = (...words: string[]) =>
      spawnSync(process.execPath, [plugin.cli, ...words], { env, cwd, encoding: 'utf8' });
    await prepare('add One');
    expect(say('edit', '1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/can't open an editor: this is no terminal\n.*`modify`/),
    });
  });
});

describe('around it', () => {
  test('Ctrl+C at a question ends with 130 and changes nothing', async () => {
    const { prepare, say, sit } = person();
    await prepare('add One +x');
    const deleting = sit('delete +x');
    await deleting.shows(/\[y\/N\] $/);
    deleting.interrupt();
    expect((await deleting.ended).code).toBe(130);
    expect((await say('list')).screen).toContain('One');
  });

  test('a reader that goes away is no error', async () => {
    const { prepare, cwd, env } = person();
    await prepare(['import', JSON.stringify(Array.from({ length: 300 }, (_, i) => ({ description: `Task ${i}` })))]);
    const line = `set -o pipefail; '${process.execPath}' '${plugin.cli}' list --limit 300 --color always | head -2`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { env, cwd, encoding: 'utf8' });
    expect({ status, stderr, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, stderr: '', lines: 2 });
  });

  test('an answer that a full disk does not take is an error', unless(missingFile('/dev/full')), async () => {
    const { prepare, cwd, env } = person();
    await prepare('add One');
    const line = (words: string) => `'${process.execPath}' '${plugin.cli}' ${words} > /dev/full`;
    for (const words of everyNth(3, ['list', 'export', '--help'])) {
      const { status, stderr } = spawnSync('sh', ['-c', line(words)], { env, cwd, encoding: 'utf8' });
      expect({ words, status, stderr }).toEqual({ words, status: 1, stderr: expect.stringContaining('no space left') });
    }
  });

  soak('no HOME is no trouble where the store is named', () => {
    const { cwd, env } = person();
    const { HOME: _, ...homeless } = env;
    const say = (...words: string[]) =>
      spawnSync(process.execPath, [plugin.cli, ...words], { env: homeless, cwd, encoding: 'utf8' });
    expect(say('add', 'One')).toMatchObject({ status: 0, stderr: '' });
    expect(say('list')).toMatchObject({ status: 0, stdout: '1 - ready One\n' });
  });
});
