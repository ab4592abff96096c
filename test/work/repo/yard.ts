import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { ADA } from '../../support/workspace.ts';

/** A folder for repositories and a home for stores; every call opens the workspace anew, as a process of the CLI does. */
export interface Yard {
  folder: string;
  env: Record<string, string>;
  /** Makes a repository with one commit. */
  repository(name: string): string;
  run<T = Record<string, never>>(cwd: string, name: string, input?: object, caller?: Caller): Promise<T>;
  text(cwd: string, name: string, input?: object, caller?: Caller): Promise<string>;
  refused(cwd: string, name: string, input?: object, caller?: Caller): Promise<BacklogError>;
  /** What a hook of a session that was started in a folder prints. */
  hook(cwd: string, event: string, payload: object): Promise<Record<string, string> | undefined>;
  /** What happens to the edit of a file by a session. */
  edit(file: string, session: string, cwd?: string): Promise<string | undefined>;
}

export function yard(more: Record<string, string> = {}): Yard {
  const folder = tempFolder('yard');
  const env = { BACKLOG_HOME: join(folder, 'home'), ...more };
  const call = async (cwd: string, name: string, input: object, caller: Caller) => {
    const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
    onTestFinished(() => opened.close());
    return execute(opened, caller, commandNamed(name), input);
  };
  const hook: Yard['hook'] = async (cwd, event, payload) => {
    const host = { env: { ...env, CLAUDE_PROJECT_DIR: cwd }, now: Date.now, client: () => undefined };
    const whole = { session_id: 'hook-session', cwd, ...payload };
    return (await answer(event, whole, host))?.hookSpecificOutput as Record<string, string> | undefined;
  };
  return {
    folder,
    env,
    repository(name) {
      const repo = join(folder, name);
      mkdirSync(repo, { recursive: true });
      git(repo, 'init', '-q', '--initial-branch=main');
      writeFileSync(join(repo, 'a.txt'), name);
      git(repo, 'add', '.');
      git(repo, 'commit', '-qm', 'first');
      return repo;
    },
    run: async <T>(cwd: string, name: string, input: object = {}, caller = ADA) =>
      (await call(cwd, name, input, caller)).output as T,
    async text(cwd, name, input = {}, caller = ADA) {
      const { command, context, output } = await call(cwd, name, input, caller);
      return command.show.text(output, context);
    },
    async refused(cwd, name, input = {}, caller = ADA) {
      const error = await call(cwd, name, input, caller).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error instanceof BacklogError) return error;
      throw error ?? new Error(`${name} was not refused`);
    },
    hook,
    async edit(file, session, cwd = folder) {
      const tool = { tool_name: 'Write', tool_input: { file_path: file, content: 'x' } };
      return (await hook(cwd, 'PreToolUse', { ...tool, session_id: session }))?.permissionDecision;
    },
  };
}
