import { present } from '../../base/present.ts';
import { PROVIDER_PROGRAMS } from '../../domain/runs/providers.ts';
import { CLAUDE_EVENTS } from './claude-events.ts';
import { claudeOutcome, newClaudeState } from './claude-outcome.ts';
import { messageTokens } from './claude-usage.ts';
import { jsonLines } from './json-lines.ts';
import { modelServerOf, parseFields, part, word } from './printed-fields.ts';
import type { Assignment, OutputReader, Permission, Provider, Transcript } from './provider.ts';
import type { Tokens } from './run-event.ts';
import { NO_TOKENS, plus } from './usage.ts';

/**
 * Reads Claude's files of a conversation: `projects/<folder>/<session>.jsonl` and `<session>/subagents/*.jsonl`. They
 * have one line for each block of a message, with the usage at that time; only a message's last line has its real
 * output tokens. The files contain the complete conversation, but no price.
 */
const claudeTranscript: Transcript = {
  root: ({ CLAUDE_CONFIG_DIR, HOME = '' }) => `${CLAUDE_CONFIG_DIR ?? `${HOME}/.claude`}/projects`,
  isOf: (path, session) => path.endsWith(`/${session}.jsonl`) || path.includes(`/${session}/subagents/`),
  tally() {
    const messages = new Map<string, Tokens>();
    return {
      line(text) {
        const message = part(parseFields(text)?.message);
        const id = word(message.id);
        if (id === '' || message.role !== 'assistant' || message.model === '<synthetic>') return;
        const tokens = messageTokens(part(message.usage));
        const known = messages.get(id);
        messages.set(id, known && known.output > tokens.output ? known : tokens);
      },
      usage: () => ({ tokens: [...messages.values()].reduce(plus, NO_TOKENS), turns: messages.size }),
      resetsAt: () => undefined,
    };
  },
};

/**
 * Claude Code, 2.1.197 and newer, without a terminal. Messages and interrupts are lines on its stdin, which stays open.
 * `--setting-sources ''` excludes the person's settings, hooks, plugins, MCP servers and CLAUDE.md. Backlog's plugin is
 * loaded.
 */
export const claude: Provider = {
  name: 'claude',
  title: 'Claude Code',
  capabilities: {
    resume: true,
    cost: 'turn',
    tokens: true,
    turns: true,
    sandbox: 'none',
    messages: 'turn',
    usage: 'process',
    memory: { file: 'CLAUDE.md', loaded: false },
  },
  environment: {
    settings: [
      'CLAUDE_CONFIG_DIR',
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_MODEL',
      'CLAUDE_CODE_USE_BEDROCK',
      'CLAUDE_CODE_USE_VERTEX',
      // If a person has disabled telemetry, it is disabled in runs, too.
      ...['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC', 'DISABLE_TELEMETRY', 'DISABLE_ERROR_REPORTING'],
    ],
    credentials: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK'],
  },
  launch: (assignment) => ({
    file: assignment.binary ?? PROVIDER_PROGRAMS.claude,
    args: argsOf(assignment),
    env: {
      ...assignment.env,
      ...SETTINGS,
      ...present({ TMPDIR: assignment.files.temp }),
      BACKLOG_RUN: assignment.run,
      BACKLOG_DIR: assignment.store,
    },
    stdin: `${userLine(assignment.prompt)}\n`,
    stdinStaysOpen: true,
  }),
  contained: {
    servers: ({ ANTHROPIC_BASE_URL }) =>
      modelServerOf(ANTHROPIC_BASE_URL) ?? ['api.anthropic.com', 'console.anthropic.com'],
    settings: { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude', login: ['.credentials.json'] },
  },
  ask: ({ binary, argv = [], model, effort, env, question, maxTurns, maxCostUsd }) => ({
    file: binary ?? PROVIDER_PROGRAMS.claude,
    args: [
      ...argv,
      ...['-p', '--output-format', 'stream-json', '--verbose', '--no-session-persistence'],
      ...['--setting-sources', '', '--strict-mcp-config', '--disable-slash-commands', '--permission-mode', 'dontAsk'],
      // `--tools` decides what exists. A rule denies it again, in case the agent's own arguments have another `--tools`.
      ...[`--tools=${READING_TOOLS.join()}`, `--allowedTools=${READING_TOOLS.join()}`],
      ...WRITING_TOOLS.map((tool) => `--disallowedTools=${tool}`),
      ...option('--model', model),
      ...option('--effort', effort),
      ...option('--max-turns', maxTurns),
      ...option('--max-budget-usd', maxCostUsd),
    ],
    env: { ...env, ...SETTINGS },
    stdin: question,
    stdinStaysOpen: false,
  }),
  reader: claudeReader,
  version: { args: ['--version'] },
  transcript: claudeTranscript,
};

const SETTINGS: Readonly<Record<string, string>> = {
  // Without it, subagents and timed-out commands would continue in the background after the result.
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  // Claude Code stores memory by the checkout's name. So the unreviewed memory of one run would reach all other runs.
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  // Without these limits, Claude Code retries with a wrong key for 172 s, and waits endlessly for a server that doesn't
  // answer.
  CLAUDE_CODE_MAX_RETRIES: '4',
  API_TIMEOUT_MS: '120000',
  CLAUDE_ENABLE_BYTE_WATCHDOG: '1',
  CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '120000',
  // Each command begins in the worktree. Otherwise nobody would know where a command ran that follows a `cd`.
  CLAUDE_BASH_MAINTAIN_PROJECT_WORKING_DIR: '1',
  // A project's tests may take longer than the default limit of two minutes.
  BASH_DEFAULT_TIMEOUT_MS: '600000',
  BASH_MAX_TIMEOUT_MS: '3600000',
  DISABLE_AUTOUPDATER: '1',
};

/**
 * Tools with effects outside the run: the network, other sessions, other worktrees, later times. A person can permit
 * one with `allow`.
 */
const OUTSIDE_TOOLS = [
  ...['WebFetch', 'WebSearch', 'SendMessage', 'ListAgents', 'EnterWorktree', 'ExitWorktree'],
  ...['ScheduleWakeup', 'CronCreate', 'Workflow'],
];

/** The tools for a question about a checkout: they read files of its folder. */
const READING_TOOLS = ['Read', 'Grep', 'Glob'];
const WRITING_TOOLS = ['Bash', 'Edit', 'MultiEdit', 'Write', 'NotebookEdit', 'Agent', 'Task', ...OUTSIDE_TOOLS];

/** The tools of Backlog's MCP server, in the client's notation. */
const OUR_TOOLS = 'mcp__plugin_backlog_tasks__*';

const MODES: Readonly<Record<Permission['mode'], string>> = {
  default: 'default',
  acceptEdits: 'acceptEdits',
  bypass: 'bypassPermissions',
};

function argsOf({ session, resume, argv = [], permission, plugin, ...limits }: Assignment): string[] {
  const { allow, deny, mode } = permission;
  const denied = [...OUTSIDE_TOOLS.filter((tool) => !allow.some((rule) => toolOf(rule) === tool)), ...deny];
  return [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...(resume === undefined ? option('--session-id', session || undefined) : ['--resume', resume]),
    ...['--setting-sources', ''],
    ...option('--plugin-dir', plugin?.folder),
    ...['--permission-mode', MODES[mode]],
    // Each option needs `=`. Without it, the option would take all following words.
    ...[...(plugin ? [OUR_TOOLS] : []), ...allow].map((rule) => `--allowedTools=${rule}`),
    ...denied.map((rule) => `--disallowedTools=${rule}`),
    ...option('--model', limits.model),
    ...option('--effort', limits.effort),
    ...option('--max-turns', limits.maxTurns),
    ...option('--max-budget-usd', limits.maxCostUsd),
    ...argv,
  ];
}

/** Returns the tool in a permission rule: `Bash` for `Bash(npm test)`. */
function toolOf(rule: string): string {
  return rule.split('(')[0]!.trim();
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** Formats a message to the agent as a line of `--input-format stream-json`. */
function userLine(text: string): string {
  return JSON.stringify({ type: 'user', message: { role: 'user', content: text } });
}

/** Creates a reader for the output of `--output-format stream-json`, in the format of 2.1.197 and 2.1.328. */
function claudeReader(chars?: number): OutputReader {
  const state = newClaudeState(chars);
  let interrupts = 0;
  return {
    ...jsonLines(CLAUDE_EVENTS, state),
    message: userLine,
    interrupt() {
      interrupts += 1;
      const request_id = `interrupt-${interrupts}`;
      return JSON.stringify({ type: 'control_request', request_id, request: { subtype: 'interrupt' } });
    },
    outcome: (exit) => claudeOutcome(state, exit),
    usage: state.used.usage,
  };
}
