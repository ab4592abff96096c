import { openStore } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';

interface Finding {
  problem: string;
  advice: string;
}

/** What `doctor` says about stores that a person here may miss tasks of: which is used instead, and how each of the others is looked into. */
export async function storesBeside({ workspace }: Pick<Context, 'workspace'>): Promise<Finding[]> {
  const { dir: used, common, beside } = workspace();
  const { here, all } = beside?.() ?? { here: [], all: [] };
  const stores = [...here, ...all.map((dir) => ({ dir, of: undefined }))];
  const found: Finding[] = [];
  for (const { dir, of = 'this repository, which recorded it' } of stores) {
    const store = await openStore({ dir, kinds: ['task', 'repository'] }).catch(() => null);
    const isOwn = here.some((one) => one.dir === dir);
    const records = [...(store?.state.all('repository') ?? [])];
    if (!isOwn && !records.some(([, record]) => record.common === common)) continue;
    const count = store && [...store.state.all('task')].length;
    const tasks = count === null ? 'it cannot be read' : count === 1 ? '1 task' : `${count} tasks`;
    found.push({
      problem: `there is another store, of ${of}: ${dir} (${tasks})`,
      advice: `What you do here goes to ${used}. \`BACKLOG_DIR=${dir} backlog list\` shows the other; export there and import here takes its tasks over.`,
    });
    await store?.close();
  }
  return found;
}
