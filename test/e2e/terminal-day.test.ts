import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cells } from '../../src/text/screen/layout/width.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';
import { sitDown } from './support/terminal.ts';

const plugin = builtPlugin();

/** Says where a line's output begins and how it ended. */
const SET_UP = [
  'bind "set enable-bracketed-paste off"',
  'source <(backlog completion bash)',
  't() { echo "== begin $1"; shift; "$@"; echo "== ended with $?"; }',
].join('; ');

/** Somebody who sits at an interactive bash in a terminal of so many columns, and has a queue of their own. */
async function sitAt(columns: number) {
  const cwd = tempFolder('day');
  mkdirSync(join(cwd, 'bin'));
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(cwd, 'bin/backlog'));
  const env = {
    ...{ PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, HOME: cwd, BACKLOG_DIR: join(cwd, 'store') },
    ...{ TERM: 'xterm', TZ: 'UTC', LANG: 'C.UTF-8', PS1: '> ', NO_COLOR: '1' },
    PAGER: 'cat',
    VISUAL: "sed -i 's/^priority:.*/priority: H/'",
  };
  const sitting = sitDown(['bash', '--norc', '-i'], { cwd, env, columns });
  sitting.type(`${SET_UP}; echo re''ady\n`);
  await sitting.shows(/ready$/m);
  let count = 0;
  const outputOf = (n: number) =>
    new RegExp(`^== begin ${n}\\n(.*?)^== ended with (\\d+)$`, 'ms').exec(sitting.screen());
  /** Types a line, with keys for what it asks, and resolves to what was printed when it has ended. */
  const line = async (words: string, during?: () => Promise<void>): Promise<{ lines: string[]; code: number }> => {
    const n = ++count;
    sitting.type(`t ${n} ${words}\n`);
    await during?.();
    await sitting.shows(new RegExp(`^== begin ${n}\\n.*^== ended with \\d+$`, 'ms'));
    const [, said = '', code] = outputOf(n)!;
    return { lines: said.split('\n').slice(0, -1), code: Number(code) };
  };
  return { ...sitting, line };
}

soak.each([80, 40, 200])('a day at a terminal of %i columns', async (columns) => {
  const { line, type, answer, shows, interrupt, ended } = await sitAt(columns);
  const does = async (words: string, during?: () => Promise<void>) => {
    const { lines, code } = await line(words, during);
    expect(code, `${words}\n${lines.join('\n')}`).toBe(0);
    return lines;
  };
  const fits = (lines: readonly string[]) => {
    for (const each of lines) {
      expect(cells(each), each).toBeLessThanOrEqual(columns);
      for (const acting of ['\u001b', '\u0007', '\u202e', '\u009b']) expect(each).not.toContain(acting);
    }
    return lines;
  };

  for (const words of [
    "'Fix login' +auth due:tomorrow",
    "'日本語のタスクを確認する 👨‍👩‍👧🎉'",
    "'שלום עולם مرحبا'",
    'Tidy up',
  ])
    await does(`backlog add ${words}`);
  await does("backlog annotate 1 $'red \\e[31m, a bell \\a, turned \\u202e, C1 \\u009b'");

  const list = fits(await does('backlog list'));
  expect(list[0]).toMatch(/^Id .*Description$/);
  expect(list.join('\n')).toMatch(/日本語/);
  expect(list.at(-1)).toBe('4 tasks');
  expect(fits(await does('backlog info 1')).join(' ')).toContain('␛[31m');
  for (const report of [
    'summary',
    'burndown',
    'calendar',
    'history',
    'lint',
    'standup',
    'claim list',
    'settings',
    'agent list',
  ])
    fits(await does(`backlog ${report}`));
  // less opens for a long text, and a person ends it. What it erases stays in `screen()`.
  type('env PAGER=less backlog settings; echo "less "ended $?\n');
  await shows(/^:\W+K$/m);
  type('q');
  await shows(/less ended 0$/m);

  await does('backlog edit 1');
  expect(await does("backlog list --format template '{{id}}{{priority}}'")).toContain('1H');

  const many = await does('backlog done 1-4', async () => {
    await shows(/Complete.*these 4 tasks\? \[y\/N\]/s);
    await answer('y\n');
  });
  expect(many.join('\n')).toContain('Tidy up');
  expect(fits(await does('backlog list')).join(' ')).toBe('No open tasks. 4 are completed: `backlog list +COMPLETED`');
  await does('backlog undo --yes');
  expect(await does('backlog count')).toEqual(['4']);

  // The tabulator finishes the word before the line is sent.
  type('backlog expl\t 1 | head -n 1; echo "fin""ished"\n');
  await shows(/^1 Fix login.*^finished$/ms);

  expect((await does('bash -c "backlog list | head -n 1"')).length).toBe(1);
  expect((await does('env -u HOME backlog list')).at(-1)).toBe('4 tasks');
  type('backlog list --watch\n');
  await shows(/--watch\n.*4 tasks\s*$/s);
  interrupt();
  type('echo "code"$?\n');
  await shows(/^code130$/m);
  type('exit\n');
  expect((await ended).code).toBe(0);
});
