import { BACKLOG_MD } from './backlog-md.ts';
import { BEADS } from './beads.ts';
import type { Corpus } from './draw.ts';
import { PLAN } from './plan.ts';
import { TABLES } from './table.ts';
import { TASK_MASTER } from './task-master.ts';

/** The formats whose real files were looked at. */
export const CORPORA = [BEADS, TASK_MASTER, BACKLOG_MD, PLAN, ...TABLES] as unknown as readonly Corpus[];
