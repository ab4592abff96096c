import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { agentEnvironment } from '../../../src/runs/process/environment.ts';
import { type AgentProcess, startAgent } from '../../../src/runs/process/start.ts';
import { sweepRun } from '../../../src/runs/process/sweep.ts';
import type {
  AgentOutcome,
  Assignment,
  OutputReader,
  ProcessLaunch,
  Provider,
} from '../../../src/runs/providers/provider.ts';
import type { RunEvent } from '../../../src/runs/providers/run-event.ts';
import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { clientHome } from './client-home.ts';
import { tempRepo } from './repo.ts';

/** A run's tree, store and home, in which a provider's real program is started as a supervisor starts it. */
export async function openRun(
  provider: Provider,
  plugin: BuiltPlugin,
  about: { binary: string; extra: Record<string, string>; argv?: string[] },
) {
  const folder = await tempRepo();
  const home = clientHome();
  const marks = { run: 'r7', store: join(home, 'store') };
  onTestFinished(async () => {
    await sweepRun(marks);
  });
  const env = agentEnvironment(process.env, {
    provider,
    ...marks,
    extra: { HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude'), CODEX_HOME: join(home, 'codex'), ...about.extra },
  });
  const cli = async <T>(...words: string[]): Promise<T> => {
    const clean = { ...ENVIRONMENT, HOME: home, BACKLOG_DIR: marks.store };
    const { stdout } = await promisify(execFile)(process.execPath, [plugin.cli, ...words, '--json'], {
      cwd: folder,
      env: clean,
    });
    return JSON.parse(stdout) as T;
  };
  const start = (more: Partial<Assignment> = {}): Promise<Playing> =>
    play(
      provider,
      {
        ...marks,
        folder,
        prompt: 'go',
        session: crypto.randomUUID(),
        binary: about.binary,
        ...(about.argv && { argv: about.argv }),
        permission: { mode: 'acceptEdits', allow: [], deny: [] },
        plugin: { folder: plugin.folder, server: plugin.server },
        env,
        files: { prompt: join(home, 'prompt.md') },
        about: { task: 'uuid', id: 1, scope: [], round: 1 },
        ...more,
      },
      join(home, 'output.log'),
    );
  return { folder, home, marks, env, cli, start, output: join(home, 'output.log') };
}

/** A started program, and what its reader made of it so far. */
export interface Playing {
  agent: AgentProcess;
  launch: ProcessLaunch;
  reader: OutputReader;
  events: RunEvent[];
  /** The next event from now on that fits. */
  next(fits: (event: RunEvent) => boolean): Promise<RunEvent>;
  /** Waits for its end. */
  end(): Promise<AgentOutcome>;
}

async function play(provider: Provider, assignment: Assignment, outputFile: string): Promise<Playing> {
  const launch = provider.launch(assignment);
  const reader = provider.reader();
  const events: RunEvent[] = [];
  const waiting = new Set<(event: RunEvent) => void>();
  const take = (come: RunEvent[]): void => {
    events.push(...come);
    for (const event of come) for (const tell of waiting) tell(event);
  };
  const agent = await startAgent(launch, {
    cwd: assignment.folder,
    outputFile,
    onLine: (line) => take(reader.line(line)),
    onError: (line) => take(reader.error(line)),
  });
  return {
    agent,
    launch,
    reader,
    events,
    next: (fits) =>
      new Promise((done) => {
        const tell = (event: RunEvent): void => {
          if (!fits(event)) return;
          waiting.delete(tell);
          done(event);
        };
        waiting.add(tell);
      }),
    end: async () => reader.outcome(await agent.exited),
  };
}
