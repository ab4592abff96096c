import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.ts';

/** Another command-line program for tasks, which is measured for comparison if it is installed. */
export interface Peer {
  name: string;
  /** Returns the path of the program; undefined if it isn't installed. */
  program(): string | undefined;
  /** Makes a project with `size` tasks in a folder. @returns the environment for the program */
  seed(program: string, folder: string, size: number): Promise<Record<string, string>>;
  list: readonly string[];
  add: readonly string[];
}

const run = promisify(execFile);

export const PEERS: readonly Peer[] = [
  {
    name: 'Taskwarrior',
    program: () => found('task'),
    async seed(program, folder, size) {
      const [rows, rc] = [join(folder, 'rows.json'), join(folder, 'taskrc')];
      writeFileSync(rc, 'confirmation=no\nverbose=nothing\n');
      writeFileSync(rows, JSON.stringify(Array.from({ length: size }, (_, n) => taskwarriorRow(n))));
      const env = { TASKRC: rc, TASKDATA: join(folder, 'data'), HOME: folder };
      await run(program, ['import', rows], { env: { ...environment, ...env } });
      return env;
    },
    list: ['list', 'limit:50'],
    add: ['add', 'Written by the bench'],
  },
  {
    // The program is also called backlog, so a variable contains its path.
    name: 'Backlog.md',
    program: () => process.env.BENCH_BACKLOG_MD || undefined,
    async seed(program, folder, size) {
      const options = { cwd: folder, env: { ...environment, HOME: folder } };
      await run('git', ['init', '-q'], options);
      await run(program, ['init', 'Measured', '--defaults', '--integration-mode', 'none'], options);
      const tasks = join(folder, 'backlog/tasks');
      mkdirSync(tasks, { recursive: true });
      for (let n = 1; n <= size; n++) writeFileSync(join(tasks, `task-${n} - Task-${n}.md`), backlogMdFile(n));
      return { HOME: folder };
    },
    list: ['task', 'list', '--plain'],
    add: ['task', 'create', 'Written by the bench'],
  },
];

function found(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function taskwarriorRow(n: number) {
  const uuid = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const [project, tags] = [`project${n % 20}`, [`tag${n % 7}`]];
  return { uuid, description: `Task ${n}`, status: 'pending', entry: '20260101T000000Z', project, tags };
}

function backlogMdFile(n: number): string {
  const labels = `labels:\n  - tag${n % 7}`;
  return `---\nid: TASK-${n}\ntitle: Task ${n}\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-01 00:00'\n${labels}\ndependencies: []\nordinal: ${n}000\n---\n`;
}
