import * as z from 'zod';
import { didYouMean } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { flagInput, listInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { rawTitleOf } from '../../../domain/task/raw-title.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { FlawFinding } from '../../../lint/lint.ts';
import { LINT_KINDS, type Linted, lintOutput } from '../../../lint/lint-output.ts';
import { lintThresholds } from '../../../lint/thresholds.ts';
import { anyArchived } from '../../../work/archive/is-archived.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { settingOf } from '../../../work/settings/settings.ts';
import { compileContextFilter } from '../../../work/task/select.ts';
import { selectNoted } from '../../../work/task/selection.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import { limitInput, rowLimit } from '../../limit.ts';

/** Default number of findings in an answer, and the maximum. */
const FINDINGS = { usual: 25, most: 500 };

export const taskLint = defineCommand({
  name: 'task_lint',
  title: 'Find flawed tasks',
  elsewhere: 'doctor project',
  summary: 'Find problems of open tasks before you assign work, with the call that fixes each.',
  toolset: 'plan',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only these tasks').optional(),
      kind: listInput()
        .describe(`Kinds: ${LINT_KINDS.join(', ')}`)
        .optional(),
      limit: limitInput('findings', FINDINGS),
      check: flagInput().describe('Exit with 1 if there are findings').optional(),
    }),
  output: lintOutput,
  async run(context, { filter, kind, limit, check }) {
    const { lint } = await import('../../queue-on-call.ts');
    const facts = context.facts();
    const { wanted, notes = [] } = filter?.trim() ? await selected(context, filter) : {};
    const limits = lintThresholds((name) => settingOf(context.store.state, name));
    const archived = await archivedNamed(context);
    const { first, total, kinds, tasks } = lint(facts, limits, rowLimit(limit, FINDINGS, context.caller), {
      archived,
      ...(kind ? { kinds: kind.map(kindNamed) } : {}),
      ...present({ wanted }),
    });
    return {
      open: wanted ? lookedAt(context, wanted, tasks) : facts.queue.openSize,
      total,
      tasks: tasks.size,
      kinds,
      findings: first.map(findingOf),
      more: withoutFirst(kinds, first),
      ...(check ? { passed: total === 0 } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: {
    rows: { of: 'findings', columns: ['kind', 'id', 'description', 'why'] },
    async doc(value) {
      const { lintDoc } = await import('../../../text/lint.ts');
      return lintDoc(value);
    },
  },
  cli: {
    positional: ['filter'],
    leavesOpen: ({ passed }) => passed === false,
    examples: ['task lint', 'task lint project:web --kind duplicate,stale', 'task lint +READY --check'],
  },
  mcp: { unlisted: { limit: '25', check: false } },
});

interface Selected {
  wanted?: ReadonlySet<string>;
  notes?: string[];
}

async function selected(context: Context, filter: string): Promise<Selected> {
  const { tasks, notes } = selectNoted(context, await compileContextFilter(context, filter));
  return { wanted: new Set(tasks.map(({ uuid }) => uuid)), notes };
}

/** Returns the number of checked tasks: the selected open tasks, and others whose findings they cause. */
function lookedAt({ queue }: Context, wanted: ReadonlySet<string>, found: Iterable<Task>): number {
  const open = Array.from(queue.open()).filter(({ uuid }) => wanted.has(uuid));
  return new Set([...open, ...found]).size;
}

function kindNamed(name: string): string {
  if (LINT_KINDS.some((kind) => kind === name)) return name;
  return refuse('invalid', `kind: no kind "${name}"${didYouMean(name, LINT_KINDS, 'quoted')}`, {
    hint: `Kinds: ${LINT_KINDS.join(', ')}.`,
    data: { field: 'kind', received: name, known: LINT_KINDS },
  });
}

/** Returns the numbers of findings by kind that remain after the first ones. */
function withoutFirst(kinds: Readonly<Record<string, number>>, first: readonly FlawFinding[]): Record<string, number> {
  const left = { ...kinds };
  for (const { kind } of first) left[kind]! -= 1;
  return Object.fromEntries(Object.entries(left).filter(([, count]) => count > 0));
}

function findingOf({ kind, task, why, others, mend }: FlawFinding): Linted['findings'][number] {
  const { id, uuid } = task;
  return { kind, id, uuid, ...rawTitleOf(task), why, others: others.map((other) => other.id), mend: [...mend] };
}

/**
 * Returns the uuids of archived tasks that open tasks depend on. Such a dependency is valid: the archived task is
 * neither deleted nor missing.
 */
async function archivedNamed({ queue, store }: Context): Promise<ReadonlySet<string>> {
  if (!anyArchived(store)) return new Set();
  const named = new Set(Array.from(queue.open()).flatMap(({ depends = [] }) => depends));
  const uuids = [...named].filter((uuid) => !queue.get(uuid));
  const { findArchived } = await loadArchive();
  return new Set((await findArchived(store, { uuids })).map(({ task }) => task.uuid));
}
