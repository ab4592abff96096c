import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runClaude } from '../test/e2e/support/claude.ts';
import type { ClientVersion } from '../test/e2e/support/clients.ts';
import { openModel, type Turn } from '../test/e2e/support/model-server.ts';
import { type Reply, say } from '../test/e2e/support/reply.ts';

/** A session of the real client. It does one step for each call. */
export interface Session {
  /**
   * Answers the client's request as the model.
   * @returns the time until the client's next request in milliseconds, which includes hooks, permissions and the tool
   */
  step(reply: Reply): Promise<number>;
  /** Does the same for a call that launches a subagent, until the subagent's first request. Then ends the subagent. */
  launch(reply: Reply): Promise<number>;
  end(): Promise<void>;
}

export interface SessionPlace {
  version: ClientVersion;
  /** Folder of the repository. */
  project: string;
  /** The user's home folder. */
  home: string;
  env: Readonly<Record<string, string>>;
  /** Folder of the plugin to load; undefined for a client without the plugin. */
  plugin?: string | undefined;
  allowed: string[];
}

/** A request of the client, with a function to answer it. */
interface Asked {
  at: number;
  answer(reply: Reply): void;
}

export async function openSession({ version, project, home, env, plugin, allowed }: SessionPlace): Promise<Session> {
  mkdirSync(join(home, '.claude'), { recursive: true });
  const model = await openModel();
  const main = meeting();
  const agents = meeting();
  model.main((turn) => main.ask(turn));
  model.agent(/./, (turn) => agents.ask(turn));
  const ended = runClaude({
    version,
    model,
    cwd: project,
    home,
    env: { ...env },
    prompt: 'go',
    allowedTools: allowed,
    timeoutMs: 600_000,
    ...(plugin ? { pluginDir: plugin } : {}),
  });
  let asked = await Promise.race([main.next(), ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);

  const answered = (reply: Reply) => {
    const began = performance.now();
    asked.answer(reply);
    return began;
  };
  return {
    async step(reply) {
      const began = answered(reply);
      asked = await main.next();
      return asked.at - began;
    },
    async launch(reply) {
      const began = answered(reply);
      const agent = await agents.next();
      agent.answer(say('done'));
      asked = await main.next();
      return agent.at - began;
    },
    async end() {
      answered(say('done'));
      await ended;
      await model.close();
    },
  };
}

/** Connects each request with the step that waits for it. Either of them can come first. */
function meeting() {
  const come: Asked[] = [];
  let waiting: ((asked: Asked) => void) | undefined;
  return {
    ask(_: Turn): Promise<Reply> {
      return new Promise((answer) => {
        const asked = { at: performance.now(), answer };
        if (waiting) waiting(asked);
        else come.push(asked);
        waiting = undefined;
      });
    },
    next(): Promise<Asked> {
      const first = come.shift();
      if (first) return Promise.resolve(first);
      return new Promise((take) => {
        waiting = take;
      });
    },
  };
}
