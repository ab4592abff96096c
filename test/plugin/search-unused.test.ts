import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';
import { testServer } from '../support/test-server.ts';

const plugin = builtPlugin();

soak(
  'without the file of searching, everything that does not search works: nothing of it is loaded before',
  async () => {
    const copy = tempFolder('plugin');
    cpSync(plugin.folder, copy, { recursive: true });
    const dist = join(copy, 'dist');
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]js$/.test(file));
    const holding = files.filter((file) => readFileSync(join(dist, file), 'utf8').includes('fuzzyGet('));
    // The archive is searched by it, too.
    expect(holding).toEqual([expect.stringMatching(/^chunks\/(archive-)?full-text\.cjs$/)]);
    rmSync(join(dist, holding[0]!));

    const cwd = tempFolder('project');
    const env = { ...ENVIRONMENT, HOME: cwd, BACKLOG_DIR: join(cwd, 'store') };
    const cli = (...words: string[]) =>
      promisify(execFile)(process.execPath, [join(dist, 'cli.cjs'), ...words], { cwd, env }).then(
        ({ stdout }) => stdout,
      );
    await cli('add', 'Fix login');
    expect(await cli('list', 'description.has:login')).toContain('Fix login');
    const hook = promisify(execFile)(process.execPath, [join(dist, 'hook.cjs'), 'SessionStart'], { cwd, env });
    hook.child.stdin?.end(
      JSON.stringify({
        session_id: 's1',
        cwd,
        source: 'compact',
        transcript_path: join(cwd, 's1.jsonl'),
        hook_event_name: 'SessionStart',
      }),
    );
    const hooked = await hook;
    expect(hooked.stdout + hooked.stderr).toContain('Fix login');

    const server = testServer({ server: join(dist, 'server.cjs'), cwd, env });
    await server.initialize();
    expect(await server.text('task_list', { filter: 'login' })).toContain('Fix login');
    await expect(server.call('task_search', { text: 'login' })).rejects.toThrow(/the plugin was updated/);
    server.end('closed stdin');
    expect((await server.ended).code).toBe(0);
  },
);
