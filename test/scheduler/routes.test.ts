import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { field } from '../runs/support/field.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

const agent = (name: string) => `  ${name}: {provider: command, argv: [sh, tools/agent.sh, ${name}]}`;
/** Writes its name into the folder of its task's scope. */
const AGENT = `cat >/dev/null
folder="\${BACKLOG_SCOPE%/\\*\\*}"
mkdir -p "$folder"
echo "$1" > "$folder/by.txt"
`;
const CONFIG = `runs: {agent: fallback}
routing:
  tag: {ui: by-tag}
  type: {docs: by-type}
  path: {src: by-path, src/api: by-longer-path}
agents:
${['fallback', 'by-tag', 'by-type', 'by-path', 'by-longer-path', 'assigned'].map(agent).join('\n')}
`;

/** A task, and the agent that the routes choose for it. */
const TASKS: [task: Record<string, unknown>, agent: string][] = [
  [{ scope: 'src/web/**', type: 'docs', tags: ['ui'] }, 'by-tag'],
  [{ scope: 'src/shop/**', type: 'docs' }, 'by-type'],
  [{ scope: 'src/db/**' }, 'by-path'],
  [{ scope: 'src/api/**' }, 'by-longer-path'],
  [{ scope: 'lib/**' }, 'fallback'],
  [{ scope: 'more/**', tags: ['ui'], agent: 'assigned' }, 'assigned'],
];

soak(
  'the orchestrator starts tasks with the agents of the routes in the config file, after a person agreed to it',
  async () => {
    const place = await field({
      supervisor: plugin.supervisor,
      files: { '.backlog/config.yaml': CONFIG, 'tools/agent.sh': AGENT },
    });
    const { content } = await place.run<{ content: string }>('config_show');
    await place.run('config_trust', { content });
    for (const [at, [task]] of TASKS.entries()) await place.task({ description: `Task ${at}`, ...task });
    await place.run('orchestrator_start', { agents: 3 });
    const late = performance.now() + DEADLINE_MS;
    for (;;) {
      const all = await place.all();
      for (const { id, state } of all) if (state === 'review') await place.run('run_approve', { run: id });
      if (all.filter(({ state }) => state === 'merged').length === TASKS.length) break;
      if (performance.now() > late)
        throw new Error(JSON.stringify(all.map(({ id, state, reason }) => [id, state, reason])));
      await wait(50);
    }
    const runs = await place.all();
    expect(runs).toHaveLength(TASKS.length);
    for (const [task, name] of TASKS) {
      const folder = String(task.scope).replace('/**', '');
      expect(readFileSync(join(place.user, folder, 'by.txt'), 'utf8'), folder).toBe(`${name}\n`);
    }
    expect(runs.map(({ agent }) => agent).sort()).toEqual(TASKS.map(([, name]) => name).sort());
  },
);
