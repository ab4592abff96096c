import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';

const plugin = builtPlugin();

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** A person's folder with a queue, and `backlog` on the path as the guide has it. */
function home() {
  const cwd = tempFolder('shell');
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(bin, 'backlog'));
  const env = {
    ...{ PATH: `${bin}:${process.env.PATH}`, HOME: cwd, BACKLOG_DIR: join(cwd, 'store'), TERM: 'xterm', TZ: 'UTC' },
    ...{ PS1: '> ', PROMPT: '> ' },
  };
  const say = (...words: string[]) => execFileSync('backlog', words, { cwd, env, encoding: 'utf8' });
  say('add', 'Fix', 'the', 'login', 'project:webshop', '+urgent', 'pri:H');
  say('add', 'Write', 'the', 'tests');
  return { cwd, env };
}

/** What is typed before the tabulator, and what it becomes. */
const LINES: [typed: string, becomes: string][] = [
  ['backlog expl', 'backlog explain'],
  ['backlog list --tr', 'backlog list --tree'],
  ['backlog list project:webs', 'backlog list project:webshop'],
  ['backlog list +urg', 'backlog list +urgent'],
  ['backlog add x --priority H --proj', 'backlog add x --priority H --project'],
  ['backlog list +READY due.before:tomorr', 'backlog list +READY due.before:tomorrow'],
];

/** Types into an interactive shell, and resolves to what stood on its screen; completion has made of the line what it printed. */
async function completed(shell: readonly string[], setUp: string, typed: string): Promise<string> {
  const { cwd, env } = home();
  const sitting = sitDown(shell, { cwd, env, columns: 200 });
  sitting.type(`${setUp}; echo re''ady\n`);
  await sitting.shows(/ready$/m);
  sitting.type(typed);
  sitting.type('\t');
  // To the beginning of the line: what stands there is printed, not run.
  sitting.type(' \u0001print-line \n');
  sitting.type('exit\n');
  await sitting.ended;
  return sitting.screen();
}

describe.each<[shell: string, start: string[], setUp: string]>([
  ['bash', ['bash', '--norc', '-i'], 'source <(backlog completion bash); print-line() { printf "got[%s]\\n" "$*"; }'],
  [
    'zsh',
    ['zsh', '-f', '-i'],
    'autoload -Uz compinit; compinit -u -D; source <(backlog completion zsh); print-line() { print -r -- "got[$*]" }; setopt noglob',
  ],
])('in %s', (shell, start, setUp) => {
  test.skipIf(!has(shell)).each(LINES)('%s becomes %s', async (typed, becomes) => {
    const screen = await completed(start, setUp, typed);
    expect(/^got\[(.*?)\]/m.exec(stripVTControlCharacters(screen))?.[1]?.trim(), screen).toBe(becomes);
  });
});

describe('in fish', () => {
  test.skipIf(!has('fish')).each(LINES)('%s becomes %s', (typed, becomes) => {
    const { cwd, env } = home();
    const script = `backlog completion fish | source; complete -C '${typed}'`;
    const lines = execFileSync('fish', ['-c', script], { cwd, env, encoding: 'utf8' }).trim().split('\n');
    const candidates = lines.map((line) => line.split('\t')[0]);
    expect(candidates).toContain(becomes.split(' ').at(-1));
  });

  test.skipIf(!has('fish'))('ids come with what they are', () => {
    const { cwd, env } = home();
    const script = `backlog completion fish | source; complete -C 'backlog done '`;
    expect(execFileSync('fish', ['-c', script], { cwd, env, encoding: 'utf8' })).toContain('1\tFix the login');
  });
});
