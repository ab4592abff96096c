/** A coding agent that runs commands in a shell, and how a program that it starts can tell. */
export interface AgentClient {
  /** The name that signs: `ai:<name>`. */
  name: string;
  /** Set in every shell of it, to whatever value: an empty one counts. */
  marks: readonly string[];
  /** Where it says which of its sessions or threads this is, first that is there. */
  session?: readonly string[];
}

/**
 * The environments of the agents that are known; the first that fits signs. An agent that runs inside another's shell stands
 * before the general marks. Variables that a person's own terminal inside an editor has too (CURSOR_TRACE_ID) are left out,
 * and so is what a person configures (CODEX_HOME, COPILOT_GITHUB_TOKEN).
 *
 * Sources: Claude Code and Codex by looking at their children; GEMINI_CLI: geminicli.com/docs/tools/shell; CURSOR_AGENT:
 * forum.cursor.com/t/132427; OPENCODE and AGENT: opencode's packages/opencode/src/index.ts; COPILOT_CLI: the changelog of
 * github/copilot-cli, COPILOT_AGENT: microsoft/vscode#316267; AMP_CURRENT_THREAD_ID and AGENT=amp: Amp's manual;
 * GOOSE_TERMINAL: block/goose#7017; AI_AGENT: the convention of vercel/detect-agent.
 */
export const AGENT_CLIENTS: readonly AgentClient[] = [
  {
    name: 'codex',
    marks: ['CODEX_THREAD_ID', 'CODEX_SESSION_ID', 'CODEX_SANDBOX', 'CODEX_CI'],
    session: ['CODEX_THREAD_ID', 'CODEX_SESSION_ID'],
  },
  { name: 'gemini-cli', marks: ['GEMINI_CLI'], session: ['GEMINI_SESSION_ID'] },
  { name: 'cursor', marks: ['CURSOR_AGENT'], session: ['CURSOR_CONVERSATION_ID', 'CURSOR_SESSION_ID'] },
  { name: 'opencode', marks: ['OPENCODE'], session: ['OPENCODE_SESSION_ID'] },
  {
    name: 'copilot',
    marks: ['COPILOT_CLI', 'COPILOT_AGENT', 'COPILOT_AGENT_SESSION_ID'],
    session: ['COPILOT_AGENT_SESSION_ID'],
  },
  { name: 'amp', marks: ['AMP_CURRENT_THREAD_ID', 'AMP_THREAD_URL'], session: ['AMP_CURRENT_THREAD_ID'] },
  { name: 'goose', marks: ['GOOSE_TERMINAL'] },
  { name: 'claude-code', marks: ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID'], session: ['CLAUDE_CODE_SESSION_ID'] },
  { name: 'agent', marks: ['AI_AGENT', 'AGENT'] },
];
