import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SCRIPTS } from '../../../src/interfaces/cli/completion-script.ts';
import { sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { FOR_SOAK, missingProgram, needsProgram, unless } from '../../support/needs.ts';
import { everyNth } from '../../support/soak-test.ts';

const plugin = builtPlugin();

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
  say('add', 'Write', 'the', 'tests', '+x`pwd`');
  return { cwd, env };
}

/** What is typed before the tabulator, and what it becomes. */
const LINES: [typed: string, becomes: string][] = [
  ['backlog expl', 'backlog explain'],
  ['backlog list --tr', 'backlog list --tree'],
  ['backlog list project:webs', 'backlog list project:webshop'],
  ['backlog list project:', 'backlog list project:webshop'],
  ['backlog add Buy project:', 'backlog add Buy project:webshop'],
  ['backlog list +urg', 'backlog list +urgent'],
  ['backlog add x --priority H --proj', 'backlog add x --priority H --project'],
  ['backlog list +READY due.before:tomorr', 'backlog list +READY due.before:tomorrow'],
  ['backlog list +x', 'backlog list +x`pwd`'],
];

/** In bash and zsh, a word of a filter that nothing is known for never becomes the name of a file. */
const NO_FILES: [typed: string, becomes: string][] = [['backlog list project:b', 'backlog list project:b']];

/** Types each line into one interactive shell, and resolves to what completion made of them. */
async function completed(shell: readonly string[], setUp: string, lines: readonly string[]): Promise<string[]> {
  const { cwd, env } = home();
  const sitting = sitDown(shell, { cwd, env, columns: 200 });
  sitting.type(`${setUp}; echo re''ady\n`);
  await sitting.shows(/ready$/m);
  for (const typed of lines) {
    sitting.type(typed);
    sitting.type('\t');
    // To the beginning of the line: what stands there is printed, not run.
    sitting.type(' \u0001print-line \n');
  }
  sitting.type('exit\n');
  await sitting.ended;
  const screen = stripVTControlCharacters(sitting.screen());
  return Array.from(screen.matchAll(/^got\[(.*?)\]/gm), ([, line = '']) => line.trim());
}

describe.each<[shell: string, start: string[], setUp: string]>(
  everyNth(2, [
    ['bash', ['bash', '--norc', '-i'], 'source <(backlog completion bash); print-line() { printf "got[%s]\\n" "$*"; }'],
    [
      'zsh',
      ['zsh', '-f', '-i'],
      'autoload -Uz compinit; compinit -u -D; source <(backlog completion zsh); print-line() { print -r -- "got[$*]" }; setopt noglob',
    ],
  ]),
)('in %s', (shell, start, setUp) => {
  test('what is typed becomes what is meant', needsProgram(shell, ['-c', 'true']), async () => {
    const rows = [...everyNth(3, LINES), ...NO_FILES];
    const became = await completed(
      start,
      setUp,
      rows.map(([typed]) => typed),
    );
    expect(became).toEqual(rows.map(([, becomes]) => becomes));
  });
});

test.each([
  '`echo ran`',
  'ada$(echo ran)',
  'Ada Lovelace',
  "it's; ls",
  'src/**',
  '!1',
  '~root',
  'webshop',
  'id,priority',
])('bash inserts %s as one word that runs nothing', (text) => {
  const shell = `${SCRIPTS.bash('backlog')}
      backlog() { printf '%s\\tagent\\n' "agent:$TEXT"; }
      COMP_WORDS=(backlog list agent : ''); COMP_CWORD=4; _backlog 2>&-
      echo "$COMPREPLY"; eval "printf '[%s]' $COMPREPLY"`;
  const said = execFileSync('bash', ['--norc', '-c', shell], { env: { TEXT: text, SHLVL: '1' }, encoding: 'utf8' });
  const [inserted, words] = said.split('\n');
  expect(words).toBe(`[${text}]`);
  if (/^[\w,]+$/.test(text)) expect(inserted).toBe(text);
});

const WITHOUT_FISH = FOR_SOAK ?? missingProgram('fish');

describe('in fish', () => {
  test('what is typed becomes what is meant, and ids come with what they are', unless(WITHOUT_FISH), () => {
    const { cwd, env } = home();
    const asks = [...LINES.map(([typed]) => typed), 'backlog done '].map(
      (typed) => `echo '> ${typed}'; complete -C '${typed}'`,
    );
    const script = ['backlog completion fish | source', ...asks].join('; ');
    const said = execFileSync('fish', ['-c', script], { cwd, env, encoding: 'utf8' });
    const answers = new Map(said.split(/^> /m).map((part) => [part.split('\n', 1)[0], part.split('\n').slice(1)]));
    for (const [typed, becomes] of LINES)
      expect(
        answers.get(typed)?.map((line) => line.split('\t')[0]),
        typed,
      ).toContain(becomes.split(' ').at(-1));
    expect(answers.get('backlog done ')).toContain('1\tFix the login');
  });
});

test.each(['bash', 'zsh', 'fish'] as const)(
  'in %s a program of another name is completed under that name, and asked for it',
  (shell) => {
    const script = SCRIPTS[shell]('bq');
    expect(script).toMatch(/complete -F _backlog bq|compdef _backlog bq|complete -c bq/);
    expect(script).not.toContain('backlog __complete');
  },
);
