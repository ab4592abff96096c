import { join } from 'node:path';
import { expect } from 'vitest';
import type { Repository } from '../../../src/domain/records.ts';
import { noticeConfigs } from '../../../src/runs/config/notice-config.ts';
import { thisMachine } from '../../../src/work/processes/process-facts.ts';
import type { Context } from '../../../src/work/workspace/context.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

/** Minutes after a fixed time, for the commits of both machines. */
const at = (minutes: number) => `2026-01-01T00:${String(minutes).padStart(2, '0')}:00Z`;

soak(
  'machines whose clones have other commits agree on the config file that was changed last, and stop writing',
  async () => {
    const folder = tempFolder('machines');
    git(folder, 'init', '-q', '-b', 'main', 'ada');
    const commit = (machine: string, minutes: number, files: Record<string, string>) => {
      writeFiles(join(folder, machine), files);
      git(join(folder, machine), 'add', '-A');
      const times = { GIT_AUTHOR_DATE: at(minutes), GIT_COMMITTER_DATE: at(minutes) };
      const before = { ...process.env };
      Object.assign(process.env, times);
      git(join(folder, machine), 'commit', '-q', '-m', `at ${minutes}`);
      for (const name of Object.keys(times)) delete process.env[name];
      Object.assign(process.env, before);
    };
    commit('ada', 0, { 'README.md': 'x' });
    git(folder, 'clone', '-q', 'ada', 'bob');
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const { store } = work.opened;
    /** Reads the config files as one of the machines does. */
    const read = async (machine: string) => {
      const one: Repository = {
        ...{ name: 'web', folder: join(folder, machine), common: join(folder, machine, '.git') },
        places: [{ machine: thisMachine(), common: join(folder, machine, '.git'), folder: join(folder, machine) }],
      } as never;
      const context = Object.create(work.opened.context(agent('s1')), {
        repositories: { value: { all: [one], here: undefined } },
      }) as Context;
      await noticeConfigs(context);
      return store.state.get('config', 'web');
    };
    const settled = async () => {
      for (const machine of ['ada', 'bob', 'ada']) await read(machine);
      const { seq } = store.state;
      for (const machine of ['bob', 'ada']) await read(machine);
      expect(store.state.seq).toBe(seq);
      return store.state.get('config', 'web');
    };
    const config = (days: number, setup: string) => ({
      '.backlog/config.yaml': `attachments: {megabytes: ${days}}\nruns: {setup: ${setup}}\n`,
    });
    expect(await settled()).toBeUndefined();
    commit('ada', 1, config(11, 'one'));
    const first = await settled();
    expect(first).toMatchObject({ values: { 'attachments.megabytes': 11 } });
    // A newer commit that leaves the file alone brings no older file back.
    commit('bob', 2, { 'other.txt': 'y' });
    expect(await settled()).toMatchObject({ values: { 'attachments.megabytes': 11 } });
    commit('bob', 3, config(13, 'two'));
    expect(await settled()).toMatchObject({ values: { 'attachments.megabytes': 13 } });
    // The same words have the same identity in every clone.
    commit('ada', 4, config(13, 'two'));
    expect((await settled())?.content).toBe((await read('bob'))?.content);
    // A deletion is a change; the machine that still has the file does not bring it back.
    git(join(folder, 'ada'), 'rm', '-q', '.backlog/config.yaml');
    commit('ada', 5, { 'README.md': 'z' });
    expect(await settled()).toMatchObject({ values: {} });
    expect(store.state.get('config', 'web')?.file).toBeUndefined();
    commit('bob', 6, config(15, 'three'));
    expect(await settled()).toMatchObject({ values: { 'attachments.megabytes': 15 } });
  },
);
