import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { testWorkspace } from '../../support/workspace.ts';
import type { Answer } from '../imported.ts';
import { untold } from './account.ts';
import { BACKLOG_MD } from './backlog-md.ts';
import { type Corpus, draw, handOut } from './draw.ts';
import { ORG } from './org.ts';
import { PLAN } from './plan.ts';
import { TABLES } from './table.ts';
import { TASK_MASTER } from './task-master.ts';
import { TODO_TXT } from './todo-txt.ts';

// The plans of spec tools are in test/work/import/spec-tools.test.ts.
const COUNTED = [PLAN, ORG, TODO_TXT, BACKLOG_MD, TASK_MASTER, ...TABLES] as unknown as readonly Corpus[];

test.each(COUNTED.map((corpus) => [corpus.name, corpus] as const))(
  '%s: each line is in a task or named as left out',
  async (_, corpus) => {
    const random = seeded(71);
    for (const some of handOut(corpus.shapes, runs(4, 24), random)) {
      const { files, shapes } = draw(corpus, random, some);
      const work = await testWorkspace();
      const from = join(work.folder, 'project', corpus.path);
      for (const [name, text] of Object.entries(files)) {
        const file = name === '' ? from : join(from, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      const { left, warnings, mapped } = await work.run<Answer>('task_import', { from, ...corpus.input });
      const { tasks } = await work.run<{ tasks: object[] }>('task_export', {});
      const told = { tasks, left: [...left, ...warnings], mapped, isTable: corpus.path.endsWith('.csv') };
      expect({ shapes, untold: untold(files, told) }).toEqual({ shapes, untold: [] });
    }
  },
);
