import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

type Env = Readonly<Record<string, string>>;

/** A home, repositories in it, and the plugin's own programs as a person and as agents call them. */
export interface GateYard {
  folder: string;
  /** A repository with one commit of `src/a.ts`, `src/b.ts` and `docs/c.md`. */
  project: string;
  env: Env;
  git(args: readonly string[], options?: { cwd?: string; env?: Env }): Ran;
  /** `git` that must go well. */
  sure(...args: string[]): string;
  /** The command line of a person at a terminal. */
  person(args: readonly string[], cwd?: string): Ran;
  /** The same without waiting for it; resolves to the exit code. */
  personSoon(args: readonly string[]): Promise<number | null>;
  /** The command line in the shell of a session. */
  agent(session: string, args: readonly string[], cwd?: string): Ran;
  /** A session of a client begins in the project. */
  session(id: string): void;
  write(files: Readonly<Record<string, string>>): void;
}

/** Makes a process believe that a person looks at what it says. Required, since an import would start Node's loader of modules. */
const TERMINAL = 'process.stderr.isTTY = true;\n';

export function gateYard({ cli, hook }: BuiltPlugin, folder = tempFolder('gate')): GateYard {
  const project = join(folder, 'project');
  const config = join(folder, 'gitconfig');
  mkdirSync(project, { recursive: true });
  const terminal = join(folder, 'terminal.cjs');
  writeFileSync(terminal, TERMINAL);
  writeFileSync(config, '[user]\n\tname = Ada\n\temail = ada@example.invalid\n[init]\n\tdefaultBranch = main\n');
  const env = {
    ...ENVIRONMENT,
    HOME: folder,
    USER: 'ada',
    BACKLOG_HOME: join(folder, 'home'),
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_EDITOR: 'true',
    TZ: 'UTC',
  };
  const run = (program: string, args: readonly string[], cwd: string, more: Env = {}): Ran => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: { ...env, ...more }, encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  };
  const git: GateYard['git'] = (args, { cwd = project, env: more = {} } = {}) => run('git', args, cwd, more);
  const sure: GateYard['sure'] = (...args) => {
    const { code, out, err } = git(args);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${err}`);
    return out.trimEnd();
  };
  const yard: GateYard = {
    folder,
    project,
    env,
    git,
    sure,
    person: (args, cwd = project) => run(process.execPath, ['--require', terminal, cli, ...args], cwd),
    personSoon: (args) =>
      new Promise((resolve) => {
        spawn(process.execPath, ['--require', terminal, cli, ...args], { cwd: project, env, stdio: 'ignore' }).on(
          'close',
          resolve,
        );
      }),
    agent: (session, args, cwd = project) =>
      run(process.execPath, [cli, ...args], cwd, { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session }),
    session: (id) => {
      const input = JSON.stringify({ session_id: id, cwd: project, source: 'startup' });
      spawnSync(process.execPath, [hook, 'SessionStart'], { cwd: project, env, input });
    },
    write: (files) => writeFiles(project, files),
  };
  sure('init', '--quiet');
  yard.write({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'docs/c.md': 'c\n' });
  sure('add', '-A');
  sure('commit', '--quiet', '-m', 'First');
  return yard;
}
