import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { everyNth, soak } from '../../support/soak-test.ts';

const plugin = builtPlugin();

const ISSUES = JSON.stringify([
  { number: 7, title: 'Crash', state: 'OPEN', labels: [], url: 'https://github.com/acme/notes/issues/7' },
]);

/** A folder with files to import, and shell lines there. */
function shell() {
  const cwd = join(tempFolder('piped'), 'project');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'TODO.md'), '- [ ] From the list\n');
  writeFileSync(join(cwd, 'issues.json'), ISSUES);
  writeFileSync(join(cwd, 'beads.jsonl'), '{"id":"web-a1","title":"A bead","status":"open","priority":1}\n');
  writeFileSync(join(cwd, 'goals.md'), '# Vision\n\nA better shop\n\n## Goals\n\n- Sell more\n');
  writeFileSync(join(cwd, 'empty'), '\n');
  mkdirSync(join(cwd, 'store'));
  spawnSync('git', ['init', '-q'], { cwd });
  const env = { PATH: process.env.PATH, HOME: cwd, BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC' };
  const backlog = `'${process.execPath}' '${plugin.cli}'`;
  return (line: string) => {
    const said = spawnSync('sh', ['-c', line.replaceAll('backlog ', `${backlog} `)], {
      cwd,
      env,
      encoding: 'utf8',
      timeout: DEADLINE_MS,
    });
    return { code: said.status, text: `${said.stdout}${said.stderr}` };
  };
}

describe('what is piped into an import is imported, in the format of its content', () => {
  test.each(
    everyNth(7, [
      ['cat beads.jsonl | backlog import', 'A bead'],
      ['cat beads.jsonl | backlog import -', 'A bead'],
      ['backlog import < TODO.md', 'From the list'],
      ['cat issues.json | backlog import github', 'Crash'],
      ['cat issues.json | backlog import --from github', 'Crash'],
      ['cat TODO.md | backlog import --format markdown', 'From the list'],
      ['cat goals.md | backlog goal import', 'Sell more'],
    ]),
  )('%s', (line, text) => {
    expect(shell()(line)).toEqual({ code: 0, text: expect.stringContaining(text) });
  });

  test.each(everyNth(3, ['backlog import < /dev/null', 'backlog import < empty', 'true | backlog import']))(
    '%s is refused with the lines to type',
    (line) => {
      const { code, text } = shell()(line);
      expect([code, text]).toEqual([2, expect.stringContaining('To import TODO.md: `')]);
    },
  );

  test('a script may give the text of a file that it may not name', () => {
    const say = shell();
    const { code, text } = say('mkdir ../beside; cp TODO.md ../beside/; backlog import ../beside/TODO.md');
    const line = /`(backlog import - < [^`]*)`/.exec(text)?.[1] ?? '';
    expect([code, line]).toEqual([1, 'backlog import - < ../beside/TODO.md']);
    expect(say(line).text).toContain('From the list');
  });

  soak('a file that the line names is read instead', () => {
    expect(shell()('cat beads.jsonl | backlog import TODO.md').text).toContain('From the list');
  });
});
