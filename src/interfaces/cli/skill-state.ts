import { clip } from '../../base/clip.ts';
import { execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import { queueNote, render } from '../../commands/render.ts';
import { SKILL_READS, type SkillRead } from '../../connect/skill-reads.ts';
import { BacklogError } from '../../domain/errors.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { errorText } from '../../text/error.ts';
import { withinReminder } from '../../text/safe.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import { offersOf } from '../mcp/offered.ts';
import { terminalCaller } from './caller.ts';
import type { Streams } from './io.ts';

/** The skills that can begin a queue, each with the call that does. The others need one. */
const BEGINS: Readonly<Record<string, string>> = {
  plan: '`task_import`',
  tasks: '`task_add`, if the person asks for a task,',
  vision: '`backlog goal save`',
  bet: '`backlog goal save`',
};

/** Maximum length of one answer, in characters. */
const MOST_CHARS = 4_000;

/**
 * Returns the text at the start of a skill's prompt: the queue, its state, and what holds for all skills. A client drops a
 * skill whose command fails, so a refusal is a part of the text.
 */
export async function skillState(name: string, streams: Streams): Promise<string> {
  const state = await stateFor(name, streams).catch((error: unknown) => {
    if (!(error instanceof BacklogError)) throw error;
    return `Backlog can't read the queue: ${errorText(error)}\n${STOP}: tell the person.`;
  });
  return withinReminder([state, ...RULES].join('\n'));
}

const STOP = 'Do none of the steps below';

/** What holds for all skills. */
const RULES = [
  'If this session lacks the tools named below, each is a command in Bash, too: `backlog task_next`. Usage: `backlog help task_next`.',
  'In plan mode, call only tools that read. Write the other calls into your plan, and make them after the person has accepted it.',
  'End with the id and state of each task or run concerned (`12 active, r1 review`): the person sees no results of tools.',
];

async function stateFor(name: string, streams: Streams): Promise<string> {
  const { cwd, env } = streams;
  const workspace = await openWorkspace({
    ...{ cwd, env, start: startSupervisor, store: { validate: validateRecord } },
  });
  try {
    const { root, never } = workspace.where;
    if (never) return `${root} is the home folder, which has no queue. ${STOP}: ask the person to start in a project.`;
    if (!workspace.store.exists) return `No queue in ${root} yet${firstStep(name)}`;
    const answers: string[] = [];
    for (const read of SKILL_READS[name] ?? []) answers.push(await answerTo(read, workspace, streams));
    return [`Queue of ${root}, read now:`, ...answers].join('\n\n');
  } finally {
    await workspace.close();
  }
}

function firstStep(name: string): string {
  const begins = BEGINS[name];
  if (begins)
    return `, so there is nothing to read: leave out the calls that read tasks or goals. ${begins} begins it.`;
  return `. ${STOP}: tell the person that \`/backlog:plan GOAL\` plans the first tasks.`;
}

async function answerTo([command, input = {}]: SkillRead, workspace: Opened, streams: Streams): Promise<string> {
  const { door: _, ...caller } = terminalCaller({ ...streams, queue: workspace.store });
  const offers = offersOf(streams.env.BACKLOG_TOOLS);
  const executed = await execute(workspace, { ...caller, offers }, commandNamed(command), input);
  const note = queueNote(executed);
  return clip([...(note === undefined ? [] : [note]), await render(executed)].join('\n'), MOST_CHARS);
}
