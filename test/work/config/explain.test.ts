import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { SettingRow } from '../../../src/work/settings/setting-row.ts';
import { SETTINGS } from '../../../src/work/settings/settings.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** A name of the row, with a word in place of `<name>`. */
const nameOf = ({ name }: SettingRow) => name.replace('<name>', 'word');

/** Two values that differ from the default and from each other where the row has so many; for the queue and the file. */
function valuesOf({ name, values, fallback }: SettingRow): [string, string, string] {
  // The file is read from this branch.
  if (name === 'runs.target') return ['two', 'two', 'two'];
  if (name === 'claims.length') return ['7h', '8h', '9h'];
  if (name === 'notify.command') return ['["one"]', '["two"]', '["three"]'];
  if (name === 'notify.quiet') return ['21:00-07:00', '22:00-07:00', '23:00-07:00'];
  if (name === 'runs.documents.<name>') return ['one.md', 'two.md', 'three.md'];
  if (name.startsWith('runs.network')) return ['one.org', 'two.org', 'three.org'];
  if (name === 'runs.caches' || name === 'runs.secrets') return ['~/.one', '~/.two', '~/.three'];
  if (values === 'text') return ['one', 'two', 'three'];
  if (Array.isArray(values)) {
    const others = values.filter((value) => value !== fallback).map(String);
    return [others[0]!, others.at(-1)!, others[0]!];
  }
  return ['7', '8', '9'];
}

soak(
  'config explain names each source of every setting: this queue, the repository, the person, the default',
  async () => {
    const home = tempFolder('person');
    const before = process.env.BACKLOG_HOME;
    process.env.BACKLOG_HOME = home;
    onTestFinished(() => {
      if (before === undefined) delete process.env.BACKLOG_HOME;
      else process.env.BACKLOG_HOME = before;
    });
    const inFile = SETTINGS.filter(({ inFile }) => inFile);
    const ofPerson = SETTINGS.filter(({ terminal }) => !terminal);
    const text = (rows: readonly SettingRow[], at: 0 | 1 | 2) =>
      rows.map((row) => `${JSON.stringify(nameOf(row))}: ${JSON.stringify(valuesOf(row)[at])}\n`).join('');
    writeFileSync(join(home, 'config.yaml'), text(ofPerson, 2));
    const folder = tempFolder('workspace');
    const project = join(folder, 'project');
    mkdirSync(join(project, '.backlog'), { recursive: true });
    writeFileSync(join(project, '.backlog/config.yaml'), text(inFile, 1));
    git(project, 'init', '-q', '-b', 'two');
    git(project, 'remote', 'add', 'one', join(folder, 'remote'));
    git(project, 'add', '-A');
    git(project, 'commit', '-qm', 'First');
    const work = await testWorkspace({ folder });
    await work.run('task_add', { description: 'First' });
    // Settings that name an agent want one that exists.
    await work.run('agent_add', { name: 'one', provider: 'command', argv: ['true'] });
    const explain = async (row: SettingRow) => {
      const { source, value, layers } = await work.run<{
        source: string;
        value: unknown;
        layers: { source: string; value: unknown; why?: string }[];
      }>('config_explain', { name: nameOf(row) });
      expect(
        layers.find(({ why }) => why === undefined),
        row.name,
      ).toMatchObject({ source, value });
      return layers.map(({ source: from, value: its, why }) => `${from} ${String(its)}${why ? ' (not agreed)' : ''}`);
    };
    const expected = (row: SettingRow, done: boolean) => {
      const [queue, file, person] = valuesOf(row);
      const waits = row.inFile === 'agreed' && !done ? ' (not agreed)' : '';
      return [
        ...(done ? [`workspace ${queue}`] : []),
        ...(row.inFile ? [`repository ${file}${waits}`] : []),
        ...(row.terminal ? [] : [`person ${person}`]),
        `default ${String(row.fallback)}`,
      ];
    };
    // Each call reads the committed file from git.
    const explained = everyNth(8, SETTINGS);
    for (const row of explained) expect(await explain(row), row.name).toEqual(expected(row, false));
    const { content } = await work.run<{ content: string }>('config_show');
    await work.run('config_trust', { content });
    for (const row of explained) await work.run('setting_set', { name: nameOf(row), value: valuesOf(row)[0] });
    for (const row of explained) expect(await explain(row), row.name).toEqual(expected(row, true));
  },
);
