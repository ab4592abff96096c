import type { Handler } from './host.ts';
import { EDIT_TOOLS, OWN_PREFIX } from './tools.ts';

export interface EventRow {
  event: string;
  /** The tools whose calls trigger the hook, in the syntax of hooks.json. If missing, every tool does. */
  matcher?: string;
  /**
   * Set if a separate process answers the hook: at the start and the end of a session, when the server isn't connected.
   * Otherwise the session's MCP server, which already runs, answers it.
   */
  answeredBy?: 'script';
  /**
   * Set if a separate process answers the hook, too, while the server doesn't: the time that the client waits for it, in
   * seconds. A denial by either denies.
   */
  guard?: number;
  /** The message that the client shows during the call. */
  status: string;
  /**
   * Payload fields that the handler reads, besides the fields about the caller. Only the server needs this list,
   * because a script gets all fields.
   */
  fields?: readonly string[];
  /** Maximum time that the client waits, in seconds. */
  timeout: number;
  /**
   * The handler that runs instead if the client no longer waits for the answer. If missing, the normal handler runs
   * even then, because the call only reports a fact.
   */
  late?: () => Promise<Handler>;
  /**
   * Whether the hook also works inside a run of Backlog. Most hooks don't: the run's prompt has all information, the
   * task is fixed, and the run has the claim.
   */
  inRun?: true;
  load: () => Promise<Handler>;
}

/**
 * Maximum waiting times in seconds. A server that doesn't respond delays an edit by at most `edit`. Calls that may
 * arrive while the server starts have more time.
 */
const WAIT = { edit: 2, fact: 2, afterEdit: 1, start: 5 } as const;

const EDITS = Object.keys(EDIT_TOOLS).join('|');
const OWN = `^${OWN_PREFIX}`;

/** Payload fields of an edit without the new content, which can have megabytes and isn't needed. */
const EDIT_FIELDS = [
  'tool_name',
  'tool_use_id',
  ...new Set(Object.values(EDIT_TOOLS).map((field) => `tool_input.${field}`)),
];
const CALL_FIELDS = ['tool_name', 'tool_use_id', 'tool_input', 'tool_response'];
const TASK_FIELDS = ['task_id', 'task_subject', 'task_description'];

/** The handlers are in two files of the bundle. Most calls load only one, because they are independent. */
const light = () => import('./light-handlers.ts');
const whole = () => import('./whole-handlers.ts');

/**
 * Every event with a handler. To add an event, write a file with its handler, add a row to this table, and run `npm run
 * docs` for hooks.json. Use only event names that the oldest supported client knows: a client that reads an unknown
 * name ignores all hooks of the plugin.
 */
export const HOOK_EVENTS: readonly EventRow[] = [
  {
    event: 'SessionStart',
    status: 'Backlog: recording the session',
    answeredBy: 'script',
    timeout: WAIT.start,
    load: async () => (await light()).sessionStart,
  },
  {
    event: 'UserPromptSubmit',
    status: 'Backlog: reading the queue',
    fields: ['prompt'],
    timeout: WAIT.start,
    late: async () => (await light()).promptMissed,
    load: async () => (await light()).promptSubmitted,
  },
  {
    event: 'PreToolUse',
    matcher: 'Agent',
    status: 'Backlog: assigning a task to the subagent',
    fields: ['tool_name', 'tool_use_id', 'tool_input'],
    timeout: WAIT.start,
    late: async () => (await light()).launchFailed,
    load: async () => (await whole()).dispatchAgent,
  },
  {
    event: 'PreToolUse',
    matcher: EDITS,
    status: 'Backlog: checking claims on the file',
    fields: EDIT_FIELDS,
    guard: WAIT.start,
    inRun: true,
    timeout: WAIT.edit,
    late: async () => (await light()).editUnchecked,
    load: async () => (await light()).editCheck,
  },
  {
    event: 'PreToolUse',
    matcher: OWN,
    status: 'Backlog: recording the caller',
    fields: ['tool_name', 'tool_use_id'],
    inRun: true,
    timeout: WAIT.fact,
    load: async () => (await light()).ownCall,
  },
  {
    event: 'PreToolUse',
    matcher: 'SubagentHandback',
    status: "Backlog: recording the subagent's report",
    fields: ['tool_name', 'tool_use_id', 'tool_input.message'],
    timeout: WAIT.fact,
    load: async () => (await light()).handedBack,
  },
  {
    event: 'PostToolUse',
    matcher: EDITS,
    status: 'Backlog: checking claims on the file again',
    fields: EDIT_FIELDS,
    inRun: true,
    timeout: WAIT.afterEdit,
    load: async () => (await light()).lateEdit,
  },
  {
    event: 'PostToolUse',
    matcher: 'Agent',
    status: 'Backlog: giving the subagent its task',
    fields: [
      'tool_name',
      'tool_use_id',
      'tool_response.status',
      'tool_response.agentId',
      'tool_response.agent_type',
      'tool_response.is_splitpane',
      'tool_response.teammate_id',
    ],
    timeout: WAIT.fact,
    load: async () => (await light()).agentLaunched,
  },
  {
    event: 'PostToolUse',
    matcher: 'TaskStop',
    status: "Backlog: releasing the subagent's claims",
    fields: ['tool_name', 'tool_input.task_id', 'tool_response.task_id'],
    timeout: WAIT.fact,
    load: async () => (await light()).taskStopped,
  },
  {
    event: 'PostToolUse',
    matcher: 'TaskCreate|TaskUpdate',
    status: 'Backlog: mirroring the to-do list',
    fields: CALL_FIELDS,
    timeout: WAIT.fact,
    load: async () => (await whole()).mirrorTool,
  },
  {
    event: 'PostToolUseFailure',
    matcher: 'Agent',
    status: 'Backlog: releasing the assigned task',
    fields: ['tool_name', 'tool_use_id'],
    timeout: WAIT.fact,
    load: async () => (await light()).launchFailed,
  },
  {
    event: 'TaskCreated',
    status: 'Backlog: mirroring the to-do list',
    fields: TASK_FIELDS,
    timeout: WAIT.fact,
    load: async () => (await whole()).mirrorCreated,
  },
  {
    event: 'TaskCompleted',
    status: 'Backlog: mirroring the to-do list',
    fields: TASK_FIELDS,
    timeout: WAIT.fact,
    load: async () => (await whole()).mirrorCompleted,
  },
  {
    event: 'SubagentStart',
    status: 'Backlog: listing claims for the subagent',
    timeout: WAIT.start,
    load: async () => (await light()).subagentStart,
  },
  {
    event: 'SubagentStop',
    status: "Backlog: releasing the subagent's claims",
    fields: ['last_assistant_message'],
    timeout: WAIT.fact,
    load: async () => (await light()).subagentStop,
  },
  {
    event: 'TeammateIdle',
    status: "Backlog: releasing the teammate's claims",
    fields: ['teammate_name', 'team_name'],
    timeout: WAIT.fact,
    load: async () => (await light()).teammateIdle,
  },
  {
    event: 'StopFailure',
    status: "Backlog: releasing the subagent's claims",
    fields: ['last_assistant_message'],
    timeout: WAIT.fact,
    load: async () => (await light()).agentFailed,
  },
  {
    event: 'Stop',
    status: 'Backlog: checking for subagents that ended',
    fields: ['background_tasks', 'last_assistant_message'],
    timeout: WAIT.fact,
    load: async () => (await light()).turnEnded,
  },
  {
    event: 'SessionEnd',
    status: "Backlog: releasing the session's claims",
    answeredBy: 'script',
    timeout: WAIT.start,
    load: async () => (await whole()).sessionEnd,
  },
];

/** Returns the row of an event inside or outside of a run. Undefined if the event has no handler there. */
export function rowFor(event: string, tool: string | undefined, inRun: boolean): EventRow | undefined {
  const row = HOOK_EVENTS.find((known) => known.event === event && isFor(known, tool ?? ''));
  return inRun && !row?.inRun ? undefined : row;
}

/**
 * Checks whether the row applies to this tool. Reads the matcher as the client does: words joined by `|` are exact
 * names, and any other matcher is a pattern.
 */
function isFor({ matcher }: EventRow, tool: string): boolean {
  if (matcher === undefined) return true;
  return /^[\w|]+$/.test(matcher) ? matcher.split('|').includes(tool) : new RegExp(matcher).test(tool);
}
