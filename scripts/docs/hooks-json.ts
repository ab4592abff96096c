import { type EventRow, HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';

/** Fields in every hook call to the server's tool. */
const COMMON_FIELDS = ['session_id', 'agent_id', 'agent_type', 'cwd', 'transcript_path', 'prompt_id'];

/** Generates hooks.json from the table of events. */
export function hooksJson(): string {
  const hooks: Record<string, object[]> = {};
  for (const row of HOOK_EVENTS) {
    const entry = {
      ...(row.matcher ? { matcher: row.matcher } : {}),
      hooks: [
        handlers[row.answeredBy ?? 'server'](row),
        ...(row.guard ? [handlers.script({ ...row, timeout: row.guard })] : []),
      ],
    };
    hooks[row.event] = [...(hooks[row.event] ?? []), entry];
  }
  const description =
    'In a repository without a Backlog queue, every hook does nothing and prints nothing. With a queue, hooks add a summary to the session, give subagents their tasks, deny edits of files that someone else has claimed, and mirror the to-do list. They use the network only for a queue on a server.';
  const text = JSON.stringify({ description, hooks }, null, 2);
  return `${text.replaceAll(/\[\s+("[^"]*"),\s+("[^"]*")\s+\]/g, '[$1, $2]')}\n`;
}

const handlers: Readonly<Record<'server' | 'script', (row: EventRow) => object>> = {
  script: ({ event, timeout, status }) => ({
    type: 'command',
    command: 'sh',
    args: [place('CLAUDE_PLUGIN_ROOT', '/hooks/run.sh'), event],
    timeout,
    statusMessage: status,
  }),
  server: ({ event, timeout, status, fields = [] }) => ({
    type: 'mcp_tool',
    server: 'plugin:backlog:tasks',
    tool: 'hook',
    timeout,
    statusMessage: status,
    input: {
      hook_event_name: event,
      ...Object.fromEntries([...COMMON_FIELDS, ...fields].map((field) => [field, place(field)])),
    },
  }),
};

/** Returns a placeholder that the client replaces by a field's value. */
function place(name: string, rest = ''): string {
  return `\${${name}}${rest}`;
}
