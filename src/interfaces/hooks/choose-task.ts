import type { Coefficients } from '../../domain/coefficients.ts';
import type { Facts } from '../../domain/facts.ts';
import { isOpen, type Task } from '../../domain/task.ts';
import { urgency } from '../../domain/urgency.ts';
import { isReady } from '../../domain/virtual-tags.ts';

export type Choice =
  /** The prompt names it: the agent gets it, or is told why not. */
  | { why: 'named'; task: Task }
  /** The prompt says `task 12`, and there is none. */
  | { why: 'unknown'; id: string }
  /** Ready tasks assigned to this agent type, most urgent first; may be empty. */
  | { why: 'assigned'; tasks: Task[] };

/** Agents that come with the client. They explore and answer; none gets a task that its prompt does not name. */
const BUILT_IN = new Set([
  'general-purpose',
  'Explore',
  'Plan',
  'claude',
  'claude-code-guide',
  'fork',
  'output-style-setup',
  'statusline-setup',
  'worker',
]);

/** What an agent call without a type starts. */
export const DEFAULT_AGENT = 'general-purpose';

/** Which task a subagent should get: the one its prompt names, else one that waits for its type. */
export function chooseTask(prompt: string, agentType: string, facts: Facts, of?: Coefficients): Choice {
  const named = namedTask(prompt, facts);
  if (named) return named;
  if (BUILT_IN.has(agentType)) return { why: 'assigned', tasks: [] };
  const tasks = [...facts.queue.byAgent(agentType)]
    .map((uuid) => facts.queue.get(uuid))
    .filter((task) => task !== undefined)
    .filter((task) => isReady(task, facts) && !task.start && !task.handoff)
    .map((task) => ({ task, urgency: urgency(task, facts, of) }))
    .sort((a, b) => b.urgency - a.urgency || a.task.id - b.task.id)
    .map(({ task }) => task);
  return { why: 'assigned', tasks };
}

/** How a prompt names a task, the clearest way first. Only the clearest also speaks of tasks that are closed or do not exist. */
const NAMES: readonly { pattern: RegExp; explicit: boolean; find: (text: string, facts: Facts) => Task | undefined }[] =
  [
    { pattern: /\btask\s+(?:number\s+|no\.?\s*)?#?(\d{1,9})\b/gi, explicit: true, find: byNumber },
    { pattern: /(?<![\w#&/])#(\d{1,9})\b/g, explicit: false, find: byNumber },
    {
      pattern: /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi,
      explicit: false,
      find: (text, { queue }) => queue.get(text.toLowerCase()),
    },
  ];

function namedTask(prompt: string, facts: Facts): Choice | undefined {
  const mentions = NAMES.flatMap(({ pattern, explicit, find }) =>
    [...prompt.matchAll(pattern)].map(([, id = '']) => ({ id, explicit, task: find(id, facts) })),
  );
  const open = mentions.find(({ task }) => task !== undefined && isOpen(task));
  const closed = mentions.find(({ task, explicit }) => task !== undefined && explicit);
  const task = (open ?? closed)?.task;
  if (task) return { why: 'named', task };
  const unknown = mentions.find(({ explicit }) => explicit);
  return unknown && { why: 'unknown', id: unknown.id };
}

function byNumber(text: string, { queue }: Facts): Task | undefined {
  return queue.byId(Number(text));
}
