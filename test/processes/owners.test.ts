import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { replaceText } from '../../src/connect/file.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { unless, WITHOUT_ROOT } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();
const FOR_ROOT = unless(WITHOUT_ROOT);
/** A user without a name, as containers have them. */
const PAT = 4321;

/** A repository and a home of PAT, in which root types commands, too: `sudo backlog`, a root container. */
function shared() {
  const folder = tempFolder('owners');
  chmodSync(dirname(folder), 0o711);
  const home = join(folder, 'home');
  const project = join(home, 'project');
  mkdirSync(project, { recursive: true });
  cpSync(plugin.folder, join(folder, 'plugin'), { recursive: true });
  git(project, 'init', '--quiet');
  git(project, '-c', 'user.name=p', '-c', 'user.email=p@x', 'commit', '--quiet', '--allow-empty', '-m', 'one');
  for (const path of [folder, ...everything(home)]) chownSync(path, PAT, PAT);
  const env = { ...ENVIRONMENT, NODE_DISABLE_COMPILE_CACHE: '1', HOME: home, TZ: 'UTC' };
  const as = (uid: number, ...words: string[]) => {
    const cli = join(folder, 'plugin/dist/cli.cjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
      ...{ cwd: project, env, uid, gid: uid, encoding: 'utf8' },
    });
    return { code: status, said: stdout + stderr };
  };
  const store = () => join(home, '.backlog/workspaces', readdirSync(join(home, '.backlog/workspaces'))[0]!);
  const ofOthers = () => everything(home).filter((path) => lstatSync(path).uid !== PAT);
  return { home, project, as, store, ofOthers };
}

function everything(folder: string): string[] {
  return [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))];
}

soak('what root writes into the store of another user belongs to that user', FOR_ROOT, () => {
  const { as, ofOthers } = shared();
  expect(as(0, 'add', 'First, by root', '--spec', '# Spec')).toMatchObject({ code: 0 });
  expect(ofOthers()).toEqual([]);
  expect(as(PAT, 'add', 'Second')).toMatchObject({ code: 0 });
  expect(as(0, 'maintain', '--force').said).not.toContain('cannot');
  expect(as(0, 'view', 'set', 'mine', '+READY')).toMatchObject({ code: 0 });
  expect(ofOthers()).toEqual([]);
  expect(as(PAT, 'list').said).toMatch(/First, by root[\s\S]*Second/);
});

soak(
  'backups that root makes, and files that root writes for a client, belong to the owner of the folder',
  FOR_ROOT,
  () => {
    const { as, home, ofOthers } = shared();
    replaceText(join(home, '.agents/skills/backlog-tasks/SKILL.md'), 'words');
    replaceText(join(home, '.backlog/connections/codex.json'), '{}', { private: true });
    expect(ofOthers()).toEqual([]);
    expect(as(PAT, 'add', 'One')).toMatchObject({ code: 0 });
    expect(as(0, 'backup')).toMatchObject({ code: 0 });
    expect(ofOthers()).toEqual([]);
  },
);

soak('root starts no run in the store of another user', FOR_ROOT, () => {
  const { as, ofOthers } = shared();
  as(PAT, 'add', 'One');
  const { said } = as(0, 'run', '1');
  expect(said).toContain(`belongs to user ${PAT}`);
  expect(ofOthers()).toEqual([]);
});

soak('of files that root left behind, the message names owner and cure, and doctor reads what it can', FOR_ROOT, () => {
  const { as, store } = shared();
  for (const task of ['One', 'Two', 'Three']) as(PAT, 'add', task);
  const [, second] = readdirSync(join(store(), 'log')).sort();
  const file = join(store(), 'log', second!);
  chownSync(file, 0, 0);
  const { code, said } = as(PAT, 'list');
  expect(code).toBe(1);
  expect(said).toContain(`cannot read ${file}: permission denied (EACCES), it belongs to root`);
  expect(said).toContain(`sudo chown -R ${PAT} ${store()}`);
  const doctor = as(PAT, 'doctor', '--fix');
  expect(doctor.code).toBe(1);
  expect(doctor.said).toContain(`1 problem in ${store()}`);
  expect(doctor.said).toContain(`${file}: permission denied (EACCES), it belongs to root`);
  expect(doctor.said).toContain(`fix: Make it yours: sudo chown -R ${PAT} ${store()}`);
  expect(lstatSync(file).uid).toBe(0);
  chownSync(file, PAT, PAT);
  expect(as(PAT, 'doctor')).toMatchObject({ code: 0, said: expect.stringContaining('No problems found') });
});
