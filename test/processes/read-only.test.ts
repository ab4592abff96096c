import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { bundle } from '../support/bundle.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { everyNth, soak } from '../support/soak-test.ts';

const plugin = builtPlugin();
const isRoot = process.getuid?.() === 0;
/** Of util-linux: mounts that nobody else sees. */
const UNSHARED = 'unshare';
const READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"';
const canMount = spawnSync(UNSHARED, ['-m', 'sh', '-c', `d=$(mktemp -d); set -- $d; ${READ_ONLY}`]).status === 0;

/** A queue on a disk that cannot be written: mounted so where that may be done, else a folder without the right to write. */
function readOnly() {
  const disk = tempFolder('read-only');
  const project = join(disk, 'project');
  mkdirSync(project);
  const env = {
    ...ENVIRONMENT,
    HOME: disk,
    BACKLOG_HOME: join(disk, 'home'),
    BACKLOG_DIR: join(disk, 'store'),
    TZ: 'UTC',
  };
  const say = (words: readonly string[]) =>
    execFileSync(process.execPath, [plugin.cli, ...words], { cwd: project, env });
  say(['add', 'One', '--spec', '# Spec']);
  say(['add', 'Two', 'after:1']);
  say(['add', 'Late', 'due:yesterday', 'recur:daily']);
  const [script, file] = [join(disk, 'lines.sh'), join(disk, 'lines.json')];
  /** The first line is a process of its own; a process for each of the others would take long. */
  const play = async (lines: readonly (readonly string[])[]) => {
    const others = await bundle(new URL('./lines.child.ts', import.meta.url));
    writeFileSync(file, JSON.stringify(lines.slice(1)));
    writeFileSync(
      script,
      `'${process.execPath}' '${plugin.cli}' ${lines[0]!.join(' ')} 2>&1; printf "\\n== ended with $?\\n"; '${process.execPath}' '${others}' '${file}'`,
    );
    if (!isRoot) for (const folder of [join(disk, 'store'), join(disk, 'store/log'), disk]) chmodSync(folder, 0o500);
    try {
      const run = isRoot
        ? [UNSHARED, '-m', 'sh', '-c', `${READ_ONLY} && cd "$1/project" && sh "$2"`, 'sh', disk, script]
        : ['sh', script];
      const out = execFileSync(run[0]!, run.slice(1), { cwd: project, env, encoding: 'utf8', maxBuffer: 1 << 26 });
      const [, said = '', code, answers = ''] = /^(.*?)\n== ended with (\d+)\n(.*)$/s.exec(out) ?? [];
      const all = [{ said, code: Number(code) }, ...(JSON.parse(answers) as { said: string; code: number }[])];
      return all.map((answer, i) => ({ line: lines[i]!.join(' '), ...answer }));
    } finally {
      if (!isRoot) for (const folder of [disk, join(disk, 'store'), join(disk, 'store/log')]) chmodSync(folder, 0o700);
    }
  };
  return { play };
}

/** What a command needs that has no default. */
const NEEDED: Record<string, readonly string[]> = {
  task_info: ['1'],
  task_search: ['one'],
  task_explain: ['2'],
  task_doc_read: ['1'],
  task_doc_diff: ['1'],
  filter_explain: ['+READY'],
  setting_get: ['claims.outsideScope'],
  claim_check: ['src/a.ts'],
};

soak(
  'on a disk that cannot be written every reading command answers',
  unless(isRoot && !canMount ? 'this user may not mount a disk' : undefined),
  async () => {
    const reading = everyNth(
      30,
      COMMANDS.filter(
        ({ name, access, input }) =>
          access.effect === 'read' &&
          name !== 'backlog_backup' &&
          (name in NEEDED || Object.values(input().shape).every((field) => z.safeParse(field, undefined).success)),
      ),
    ).map((command) => [...commandWords(command).split(' ').slice(1), ...(NEEDED[command.name] ?? [])]);
    const answers = await readOnly().play([...reading, ['doctor'], ['init']]);
    expect(answers).toHaveLength(reading.length + 2);
    expect(answers.filter(({ said }) => said === '' || /EROFS|EACCES|at .*\.mjs/.test(said))).toEqual([]);
    // Nothing of that kind is there, or only a person may ask: said, with 1, as anywhere.
    const refused = answers.filter(({ code }) => code !== 0).map(({ line }) => line);
    expect(
      refused.every((line) =>
        /^(run list|orchestrator simulate|usage|worktree list|agent check|archive list|config check|night report|notice test)$/.test(
          line,
        ),
      ),
      refused.join('; '),
    ).toBe(true);
  },
);

test(
  'and every writing one says that it cannot be, with what to do, and exits with 1',
  unless(isRoot && !canMount ? 'this user may not mount a disk' : undefined),
  async () => {
    const lines = everyNth(10, [
      ...[
        'add Three',
        'modify 1 priority:H',
        'done 1',
        'start 1',
        'annotate 1 seen',
        'doc write 1 text',
        'next',
        'delete 1 --yes',
      ],
      ...['log Done', 'duplicate 1', 'view set mine +READY', 'claim acquire src/**', 'backup'],
    ]).map((line) => line.split(' '));
    const answers = await readOnly().play(lines);
    expect(answers.map(({ line, code }) => [line, code])).toEqual(lines.map((words) => [words.join(' '), 1]));
    for (const { line, said } of answers) {
      expect(said, line).toMatch(/^backlog: .*(cannot be (written|used)|cannot write)/);
      expect(said, line).toMatch(/BACKLOG_(DIR|HOME)|backlog backup FILE/);
      expect(said, line).not.toMatch(/\.mjs|at async/);
    }
  },
);
