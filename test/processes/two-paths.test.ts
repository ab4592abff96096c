import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();
/** Mounts that nobody else sees, as root or as whoever may be root of a namespace. */
const UNSHARED = process.getuid?.() === 0 ? ['-m'] : ['-rm'];
const canMount = spawnSync('unshare', [...UNSHARED, 'sh', '-c', 'd=$(mktemp -d) && mount --bind $d $d']).status === 0;

const WITH_MOUNT = unless(canMount ? undefined : 'this user may not mount a disk');

/** A repository, and a second path that a script can lead to it with `mount --bind "$1" "$2"`. */
function repository() {
  const folder = tempFolder('two-paths');
  const [one, other] = [join(folder, 'one'), join(folder, 'other')];
  for (const path of [one, other]) mkdirSync(path);
  git(one, 'init', '--quiet');
  const env = { ...ENVIRONMENT, HOME: folder, TZ: 'UTC', NODE: process.execPath, CLI: plugin.cli, HOOK: plugin.hook };
  const run = (script: string) => {
    const whole = `backlog() { "$NODE" "$CLI" "$@"; }\n${script}`;
    const ran = spawnSync('unshare', [...UNSHARED, 'sh', '-c', whole, 'sh', one, other], { env, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    return ran.stdout;
  };
  return { one, run };
}

// On a disk that ignores case, /mnt/c/Repo and /mnt/c/repo are such paths, too.
test('a repository that two real paths lead to has one queue, seen and written by both', WITH_MOUNT, () => {
  const { one, run } = repository();
  const told = run(`
    cd "$1" && backlog add First && mount --bind "$1" "$2" &&
    cd "$2" && backlog list && backlog add Second && cd "$1" && backlog list && backlog repo list`);
  expect(told.split('\n').filter((line) => /ready|, here /.test(line))).toEqual([
    'Added 1 - ready First',
    '1 - ready First',
    'Added 2 - ready Second',
    '1 - ready First',
    '2 - ready Second',
    `one  linked  home, here  ${one}`,
  ]);
  expect(JSON.parse(readFileSync(join(one, '.git/backlog'), 'utf8')).folder).toBe(join(one, '.git'));
});

soak('an edit in a worktree inside its repository meets the claims by a second path, too', WITH_MOUNT, () => {
  const { one, run } = repository();
  git(one, 'commit', '--quiet', '--allow-empty', '-m', 'First');
  git(one, 'worktree', 'add', '--quiet', '.claude/worktrees/x');
  const told = run(`
    cd "$1" && backlog add First --scope 'src/**' && backlog start 1 && mount --bind "$1" "$2" &&
    cd "$2/.claude/worktrees/x" && printf '${EDIT}' "$PWD" "$PWD" | "$NODE" "$HOOK" PreToolUse`);
  expect(told).toContain('"permissionDecision":"deny","permissionDecisionReason":"src/a is claimed by');
});

/** What Claude Code says before an edit, with its folder twice. */
const EDIT = JSON.stringify({
  session_id: '0198c0de-0000-4000-8000-000000000002',
  hook_event_name: 'PreToolUse',
  tool_name: 'Edit',
  tool_use_id: 't1',
  transcript_path: '/nowhere.jsonl',
  permission_mode: 'default',
  cwd: '%s',
  tool_input: { file_path: '%s/src/a', old_string: 'a', new_string: 'b' },
});
