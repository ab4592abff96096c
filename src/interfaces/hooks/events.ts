import type { Handler } from './host.ts';

interface EventRow {
  /** What hooks.json says after the script's name. */
  event: string;
  /** For which tools; all when left out. */
  tools?: RegExp;
  load: () => Promise<Handler>;
}

const EDITS = /^(Write|Edit|MultiEdit|NotebookEdit)$/;
const OWN = /^mcp__plugin_backlog_tasks__/;

/** Two files, of which most calls load one: either can do without the other. */
const light = () => import('./light.ts');
const whole = () => import('./whole.ts');

/** Every event that does something. To add one: a file with its handler, a row here, an entry in hooks.json. */
const EVENTS: readonly EventRow[] = [
  { event: 'PreToolUse', tools: EDITS, load: async () => (await light()).editCheck },
  { event: 'PostToolUse', tools: EDITS, load: async () => (await light()).lateEdit },
  { event: 'PreToolUse', tools: OWN, load: async () => (await light()).stampCall },
  { event: 'SubagentStart', load: async () => (await light()).subagentStart },
  { event: 'SubagentBind', load: async () => (await whole()).subagentBind },
  { event: 'SubagentStop', load: async () => (await whole()).subagentStop },
  { event: 'SessionEnd', load: async () => (await whole()).sessionEnd },
  { event: 'PreToolUse', tools: /^Agent$/, load: async () => (await whole()).dispatchAgent },
  { event: 'PostToolUse', tools: /^Task(Create|Update)$/, load: async () => (await whole()).mirrorTool },
  { event: 'TaskCreated', load: async () => (await whole()).mirrorCreated },
  { event: 'TaskCompleted', load: async () => (await whole()).mirrorCompleted },
  { event: 'SessionStart', load: async () => (await whole()).sessionStart },
];

/** The handler of an event; undefined when there is nothing to do. */
export async function handlerOf(event: string, tool: string | undefined): Promise<Handler | undefined> {
  const row = EVENTS.find((known) => known.event === event && (known.tools?.test(tool ?? '') ?? true));
  return row?.load();
}
