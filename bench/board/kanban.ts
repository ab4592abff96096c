import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { WAIT_MS } from './part.ts';
import { type Contender, PEER_CARDS } from './peer.ts';
import { startProgram } from './process.ts';

/** Returns cline's kanban. @param file its program. It has its own folder, because it needs a gigabyte */
export function kanbanBoard(bench: Bench, file: string): Contender {
  const { project, env } = seeded(join(bench.folder, 'kanban'));
  const words = ['--no-open', '--port', 'auto', '--skip-shutdown-cleanup'];
  return {
    name: 'cline kanban',
    card: '[data-rfd-draggable-id]',
    start: () => startProgram(bench, [file, ...words], { cwd: project, env }, /(http:\/\/\S+)/),
    viewOf: async (_, { address }) => address,
    add(title, { address }) {
      const task = ['task', 'create', '--title', title, '--prompt', title, '--project-path', project];
      const port = { KANBAN_RUNTIME_PORT: new URL(address).port };
      return promisify(execFile)(file, task, { cwd: project, env: { ...env, ...port }, timeout: WAIT_MS });
    },
  };
}

/** Makes a repository with that many cards on its board, in kanban's own files. */
function seeded(folder: string): { project: string; env: Record<string, string | undefined> } {
  const [home, project] = [join(folder, 'home'), join(folder, 'project')];
  const queue = join(home, '.cline/kanban/workspaces/project');
  for (const made of [project, queue]) mkdirSync(made, { recursive: true });
  const env = { ...environment, HOME: home };
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project, env, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'Start');
  const now = Date.now();
  const cards = Array.from({ length: PEER_CARDS }, (_, n) => ({
    ...{ id: (n + 0x10000).toString(16), title: `Task ${n + 1}`, prompt: `Task ${n + 1}` },
    ...{ startInPlanMode: false, autoReviewEnabled: false, autoReviewMode: 'commit', baseRef: 'main' },
    ...{ createdAt: now, updatedAt: now },
  }));
  const columns = ['backlog', 'in_progress', 'review', 'trash'].map((id) => ({
    ...{ id, title: id, cards: id === 'backlog' ? cards : [] },
  }));
  const workspaces = { project: { workspaceId: 'project', repoPath: project } };
  const put = (name: string, value: object) => writeFileSync(join(queue, name), JSON.stringify(value));
  put('board.json', { columns, dependencies: [] });
  put('meta.json', { revision: 1, updatedAt: now });
  put('../index.json', { version: 1, entries: workspaces, repoPathToId: { [project]: 'project' } });
  return { project, env };
}
