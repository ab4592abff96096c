import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Approved, approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { AskedAgent } from '../agents/judges.ts';
import type { RunsPlace } from '../git/index.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { ProcessLaunch, Provider } from '../providers/provider.ts';
import { runSettings } from '../run-settings.ts';
import { type LinesOf, OPEN_OUTSIDE } from './contain-lines.ts';
import { createDenials } from './denials.ts';
import { enterSandbox, type NotContained } from './enter.ts';
import { clientSettings, namedFiles, repositoryNeeds } from './needs.ts';
import { isTaskFromOutside } from './outside-task.ts';
import { containing, rulesOfAgent } from './rules.ts';

/** How the program of an asked agent is started, in an environment, and whether Backlog itself lets it only read. */
export interface AskedStart {
  env: Readonly<Record<string, string>>;
  launch(env: Record<string, string>, isReadOnly: boolean): ProcessLaunch;
}

/** Such a start, perhaps inside a sandbox. */
export interface AskedLaunch {
  launch: ProcessLaunch;
  heard?(line: string): void;
  leave?(): Promise<void>;
}

/**
 * Contains the program of an agent that answers a question, if its record or the settings say so.
 * @param folder the folder with the files. It can be read, not written.
 */
export type ContainAgent = (
  agent: Approved<AskedAgent>,
  start: AskedStart,
  folder: string,
) => Promise<AskedLaunch | NotContained>;

export function containAgents(
  { store }: Pick<Context, 'store'>,
  place: RunsPlace,
  { step, task, observed = false }: LinesOf,
): ContainAgent {
  return async (agent, { env, launch }, folder) => {
    const { name: repository } = place.repository;
    const rules = approved(store, (state) => containing(rulesOfAgent(state, agent, repository), observed));
    const outside = isTaskFromOutside(store.state, task);
    const open = () => ({ launch: launch({ ...env }, false) });
    if (rules === undefined) return outside ? OPEN_OUTSIDE : open();
    const { contained }: Provider = PROVIDERS[agent.provider];
    const client = join(dirname(folder), 'client');
    const settings = contained && clientSettings(contained, env, client);
    const own = { ...env, ...settings?.env };
    const needs = repositoryNeeds(place, store.dir, runSettings(store.state, repository).link);
    const denials = createDenials((what) => step(`the sandbox denied ${agent.name}: ${what}`));
    // A person's container can have a network, from which only the client's own sandbox keeps what it starts.
    const isReadOnly = rules.container === '';
    const entered = await enterSandbox(launch(own, isReadOnly), {
      ...needs,
      ...{ rules, folder, env, outside, readOnly: true, denied: denials.add, narrowed: step },
      reads: [...needs.reads, ...namedFiles(agent.argv)],
      servers: contained?.servers(own) ?? [],
      ...(settings ? { settings: settings.mounts } : {}),
    });
    if ('why' in entered) return rules.isSet || outside ? entered : open();
    return {
      launch: entered.launch,
      heard: denials.heard,
      async leave() {
        await entered.leave();
        // The next question must not read what this program wrote there.
        rmSync(client, { recursive: true, force: true });
      },
    };
  };
}
