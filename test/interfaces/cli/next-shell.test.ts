import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { PYTHON } from '../../support/at-terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { offeredIn } from '../../support/play-offered.ts';

const plugin = builtPlugin();

/** Types lines, each in a shell of its own: for a person at a terminal, or for a script. */
function shells(terminal: boolean) {
  const cwd = tempFolder('shells');
  const env = { ...ENVIRONMENT, BACKLOG_DIR: `${cwd}/store`, USER: 'ada', TZ: 'UTC', TERM: 'dumb' };
  // The shell stays the parent of the program, as one in which somebody types does.
  const shell = (line: string) => ['sh', '-c', `${line.replaceAll('backlog', '"$NODE" "$CLI"')}; exit $?`];
  return (line: string) => {
    const words = shell(line);
    const [program, ...args] = terminal
      ? [...PYTHON, '-c', 'import pty, sys, os\nsys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))', ...words]
      : words;
    const { status, stdout, stderr } = spawnSync(program!, args, {
      cwd,
      env: { ...env, NODE: process.execPath, CLI: plugin.cli },
      encoding: 'utf8',
      input: '',
    });
    return { code: status, said: stdout + stderr };
  };
}

/** Lines before a deletion of tasks, and the deletion. */
const ROWS = [
  [['add One', 'add Two', 'add Three'], 'delete 1,2 --yes'],
  [['add One', 'add Two', 'delete 1 --yes', 'add Three', 'add Four'], 'delete 2 --yes'],
] as const;

test.each([true, false])('with a terminal: %s, the next shell restores what the last one deleted', (terminal) => {
  for (const [before, line] of ROWS) {
    const type = shells(terminal);
    for (const each of before) expect(type(`backlog ${each}`)).toMatchObject({ code: 0 });
    const [undo = '', ...others] = offeredIn(type(`backlog ${line}`).said);
    expect([undo, others]).toEqual([expect.stringMatching(terminal ? /^backlog undo$/ : /^backlog undo \d+$/), []]);
    expect(type(undo), undo).toMatchObject({ code: 0, said: expect.stringMatching(/Undone: .*delet/) });
    expect(type('backlog count').said).toMatch(/^3\b/m);
  }
});

test('a script undoes the change of another process by its number only, and never that of an agent', () => {
  const type = shells(false);
  expect(type('backlog add One')).toMatchObject({ code: 0 });
  expect(type('backlog undo')).toMatchObject({ code: 1, said: expect.stringContaining('has made no change to undo') });
  expect(type('BACKLOG_SESSION=other backlog undo 1')).toMatchObject({
    code: 1,
    said: expect.stringContaining('another session of its author made it'),
  });
  expect(type('CLAUDECODE=1 CLAUDE_CODE_SESSION_ID=s1 backlog add Two')).toMatchObject({ code: 0 });
  expect(type('backlog undo 2')).toMatchObject({ code: 1, said: expect.stringContaining('is not yours') });
  expect(type('backlog undo 1')).toMatchObject({ code: 0, said: expect.stringContaining('Undone') });
  expect(type('backlog redo 1')).toMatchObject({ code: 0 });
});
