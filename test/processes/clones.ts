import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { ADA } from '../support/workspace.ts';

/** In every text of a planted queue: it must never be shown. */
export const PLANTED = 'Xyzzy';

/** What a clone has been filled with. */
export interface Clone {
  /** Its top. */
  root: string;
  /** The folder in it that the content was put into. */
  at: string;
  /** A queue of somebody else, to be copied: a ready task, an agent that writes `canary`, an orchestrator that is wanted. */
  store: string;
  /** Written by whatever of the clone is executed. */
  canary: string;
}

/** What the author of a repository may have put into it, or into an archive of it with its git folder; gives where somebody would stand. */
export type Content = (clone: Clone) => string[];

const UUID = '8f1c7c1e-1111-4222-8333-444455556666';
const MARKER = JSON.stringify({ workspace: UUID, folder: '/nowhere/.git' });

const dotGit = ({ root }: Clone, name = '') => join(root, '.git', name);
const fifo = (file: string) => {
  rmSync(file, { recursive: true, force: true });
  if (spawnSync('mkfifo', [file]).status !== 0) throw new Error(`no pipe at ${file}`);
};
const link = (target: string, file: string) => {
  rmSync(file, { recursive: true, force: true });
  symlinkSync(target, file);
};
/** Part of a planted store as the tree of a run: of a repository with this git folder. */
function runTree({ at, store }: Clone, common: string): string[] {
  cpSync(store, at, { recursive: true });
  writeFiles(at, {
    'runs/r1/repository.json': JSON.stringify({ name: PLANTED, common }),
    'runs/r1/tree/src/a.ts': '',
  });
  return [join(at, 'runs/r1/tree'), join(at, 'runs/r1/tree/src'), at];
}
/** Git's files for a repository, in a folder of any name, with a marker. */
function gitFolder(folder: string, more: Record<string, string> = {}): void {
  writeFiles(folder, {
    HEAD: 'ref: refs/heads/main\n',
    'objects/info/.keep': '',
    'refs/heads/.keep': '',
    backlog: MARKER,
    ...more,
  });
}
const executing = ({ canary }: Clone) => `#!/bin/sh\ntouch '${canary}'\n`;
const hostileConfig = (clone: Clone) => `[core]
\trepositoryformatversion = 0
\tfsmonitor = touch '${clone.canary}'
\thooksPath = ${clone.at}
\tpager = touch '${clone.canary}'
\tsshCommand = touch '${clone.canary}'
\tworktree = ${clone.at}
\texcludesFile = ${clone.at}/pipe
[alias]
\tstatus = !touch '${clone.canary}'
[diff]
\texternal = touch '${clone.canary}'
[filter "x"]
\tclean = touch '${clone.canary}'
\tprocess = touch '${clone.canary}'
\trequired = true
[include]
\tpath = ${clone.at}/more
`;

export const CONTENTS: Readonly<Record<string, Content>> = {
  'a store': ({ at, store }) => {
    cpSync(store, at, { recursive: true });
    return [at];
  },
  'a store with the tree of a run of the clone': (clone) => runTree(clone, dotGit(clone)),
  'the same, wherever it is cloned to': (clone) => runTree(clone, '/proc/self/cwd/.git'),
  'the same, with a git file in the tree': (clone) => {
    const cwds = runTree(clone, dotGit(clone));
    writeFileSync(join(cwds[0]!, '.git'), `gitdir: ${dotGit(clone)}\n`);
    return cwds;
  },
  'the same, with pipes for files': (clone) => {
    const cwds = runTree(clone, dotGit(clone));
    for (const file of ['format.json', 'runs/r1/repository.json']) fifo(join(clone.at, file));
    return cwds;
  },
  'a folder like the one that stores are kept in': ({ at, store }) => {
    const dir = join(at, '.backlog/workspaces', UUID);
    cpSync(store, dir, { recursive: true });
    writeFiles(dir, { 'runs/r1/repository.json': `{"name":"web","common":"/x"}`, 'runs/r1/tree/a': '' });
    return [at, join(dir, 'runs/r1/tree')];
  },
  'a store that a restore set aside': ({ at, store }) => {
    cpSync(store, join(at, 'queue.replaced-1'), { recursive: true });
    mkdirSync(join(at, 'queue'));
    return [join(at, 'queue')];
  },
  'settings, notes and logs of ours': ({ at }) => {
    writeFiles(at, {
      '.backlog/config.yaml': `runs.checks: "${PLANTED}"`,
      'diagnostics.log': PLANTED,
      'runs/schedule.log': PLANTED,
      'backlog.json': `{"tasks":[{"description":"${PLANTED}"}]}`,
    });
    return [at];
  },
  'markers beside the git folder': ({ root, at }) => {
    for (const folder of [root, at]) writeFiles(folder, { backlog: MARKER, '.git-backlog': MARKER });
    return [at];
  },
  'a marker of a workspace that is not here': (clone) => {
    writeFileSync(dotGit(clone, 'backlog'), MARKER);
    return [clone.at];
  },
  'a marker that is nonsense': (clone) => {
    writeFileSync(dotGit(clone, 'backlog'), `{"workspace":"../../${PLANTED}"}`);
    return [clone.at];
  },
  'a marker that leads to a pipe beside another one': (clone) => {
    gitFolder(join(clone.at, 'other'));
    fifo(join(clone.at, 'other/backlog'));
    writeFileSync(dotGit(clone, 'backlog'), JSON.stringify({ workspace: UUID, folder: join(clone.at, 'other') }));
    return [clone.at];
  },
  'a pipe for a marker': (clone) => {
    fifo(dotGit(clone, 'backlog'));
    return [clone.at];
  },
  'a device for a marker': (clone) => {
    link('/dev/zero', dotGit(clone, 'backlog'));
    return [clone.at];
  },
  'a folder for a marker': (clone) => {
    mkdirSync(dotGit(clone, 'backlog'));
    return [clone.at];
  },
  'a marker of a gigabyte': (clone) => {
    writeFileSync(dotGit(clone, 'backlog'), '');
    truncateSync(dotGit(clone, 'backlog'), 2 ** 30);
    return [clone.at];
  },
  'a git config that executes': (clone) => {
    writeFileSync(dotGit(clone, 'config'), hostileConfig(clone));
    writeFiles(clone.at, { '.gitattributes': '* filter=x diff=x', more: hostileConfig(clone), 'a.txt': PLANTED });
    fifo(join(clone.at, 'pipe'));
    return [clone.at];
  },
  'git hooks': (clone) => {
    for (const name of [
      'pre-commit',
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'fsmonitor-watchman',
    ])
      writeFileSync(dotGit(clone, `hooks/${name}`), executing(clone), { mode: 0o755 });
    return [clone.at];
  },
  'pipes for HEAD, config and index': (clone) => {
    for (const name of ['HEAD', 'config', 'index', 'commondir']) fifo(dotGit(clone, name));
    return [clone.at];
  },
  'a pipe for commondir': (clone) => {
    fifo(dotGit(clone, 'commondir'));
    return [clone.at];
  },
  'a git folder that is a link': (clone) => {
    renameSync(dotGit(clone), join(clone.at, 'dot'));
    symlinkSync(join(clone.at, 'dot'), dotGit(clone));
    writeFileSync(join(clone.at, 'dot/backlog'), MARKER);
    return [clone.at];
  },
  'a git folder that is a circle of links': (clone) => {
    link('.git', dotGit(clone));
    return [clone.at];
  },
  'a git file that leads into the clone': (clone) => {
    gitFolder(join(clone.at, 'inside'), { config: hostileConfig(clone) });
    rmSync(dotGit(clone), { recursive: true });
    writeFileSync(dotGit(clone), `gitdir: ${join(clone.at, 'inside')}\n`);
    return [clone.at];
  },
  'a git file that leads out, to nothing and to a pipe': (clone) => {
    fifo(join(clone.at, 'pipe'));
    for (const [name, target] of Object.entries({
      a: '/proc/self/root',
      b: '../../../nothing',
      c: join(clone.at, 'pipe'),
    }))
      writeFiles(clone.at, { [`${name}/.git`]: `gitdir: ${target}\n` });
    return [join(clone.at, 'a'), join(clone.at, 'b'), join(clone.at, 'c')];
  },
  'a pipe for a git file': (clone) => {
    mkdirSync(join(clone.at, 'sub'));
    fifo(join(clone.at, 'sub/.git'));
    return [join(clone.at, 'sub')];
  },
  'a bare repository with a marker': (clone) => {
    gitFolder(join(clone.at, 'bare.git'), { config: hostileConfig(clone) });
    gitFolder(clone.at);
    return [clone.at, join(clone.at, 'bare.git'), join(clone.at, 'bare.git/refs')];
  },
  'a repository inside': (clone) => {
    gitFolder(join(clone.at, 'nested/.git'), { config: hostileConfig(clone) });
    return [join(clone.at, 'nested')];
  },
  'what looks like a submodule': (clone) => {
    writeFiles(clone.root, { '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::touch ${clone.canary}\n` });
    gitFolder(dotGit(clone, 'modules/x'), { config: hostileConfig(clone) });
    writeFiles(clone.at, { 'x/.git': `gitdir: ${dotGit(clone, 'modules/x')}\n` });
    return [join(clone.at, 'x')];
  },
  'links out of the clone': ({ at }) => {
    for (const [name, target] of Object.entries({ etc: '/etc', self: '/proc/self/cwd', up: '../../..', loop: 'loop' }))
      symlinkSync(target, join(at, name));
    return [join(at, 'self'), at];
  },
  'settings of clients': (clone) => {
    const hook = JSON.stringify({
      hooks: { SessionStart: [{ hooks: [{ type: 'command', command: `touch ${clone.canary}` }] }] },
    });
    writeFiles(clone.root, { '.claude/settings.json': hook, '.mcp.json': '{"mcpServers":{}}', 'CLAUDE.md': PLANTED });
    return [clone.at];
  },
  'ignore files that are none': ({ root, at }) => {
    mkdirSync(join(at, '.gitignore'));
    if (at !== root) fifo(join(root, '.gitignore'));
    gitFolder(join(at, 'inner/.git'));
    return [join(at, 'inner')];
  },
};

/** Where in a clone it is put. */
export const FOLDERS = ['.', 'pkg', 'a/b/c/d', '.hidden/we ird', 'node_modules/naïve'] as const;

/** A queue as an attacker would fill it: everything is ready to start. */
export async function plantedStore(folder: string, canary: string): Promise<string> {
  const dir = join(folder, 'planted');
  const project = join(folder, 'theirs');
  mkdirSync(project);
  git(project, 'init', '-q');
  const opened = await openWorkspace({
    cwd: project,
    env: { BACKLOG_DIR: dir },
    start: () => {},
    store: { validate: validateRecord },
  });
  const run = (name: string, input: object) => execute(opened, ADA, commandNamed(name), input);
  await run('agent_add', { name: PLANTED.toLowerCase(), provider: 'command', argv: ['touch', canary] });
  await run('setting_set', { name: 'runs.agent', value: PLANTED.toLowerCase() });
  await run('task_add', { description: `${PLANTED} task`, scope: ['**'], priority: 'H', due: 'yesterday' });
  await run('task_add', { description: `${PLANTED} every day`, recur: 'daily', due: 'yesterday' });
  await run('claim_acquire', { scope: ['**'] });
  await run('task_doc_write', { id: 1, content: PLANTED });
  await run('orchestrator_start', {});
  await opened.close();
  return dir;
}
