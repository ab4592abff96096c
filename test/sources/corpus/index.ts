import { BACKLOG_MD } from './backlog-md.ts';
import { BEADS } from './beads.ts';
import { TRELLO } from './board.ts';
import { CLICKUP } from './clickup.ts';
import type { Corpus } from './draw.ts';
import { GITHUB } from './github.ts';
import { MONDAY } from './monday.ts';
import { NOTION } from './notion.ts';
import { ORG } from './org.ts';
import { PIVOTAL } from './pivotal.ts';
import { PLAN } from './plan.ts';
import { TABLES } from './table.ts';
import { TASK_MASTER } from './task-master.ts';
import { TODO_TXT } from './todo-txt.ts';
import { TODOIST } from './todoist.ts';

/** The formats whose files, documentation or importers were looked at. */
export const CORPORA = [
  ...[BEADS, TASK_MASTER, BACKLOG_MD, PLAN, ORG, TODO_TXT, TRELLO, GITHUB, ...TABLES],
  ...[CLICKUP, MONDAY, ...NOTION, ...PIVOTAL, ...TODOIST],
] as unknown as readonly Corpus[];
