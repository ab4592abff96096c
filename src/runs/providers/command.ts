import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { COMMENT_LIMITS } from '../../domain/kinds/run/comment.ts';
import { createComplaints } from './complaints.ts';
import {
  costOf,
  handlerOf,
  instantOfText,
  type LineFields,
  mostCost,
  parseFields,
  quotaOf,
  wholeCount,
  word,
} from './printed-fields.ts';
import {
  type AgentOutcome,
  type Assignment,
  type Exit,
  exitText,
  type OutputReader,
  type Provider,
} from './provider.ts';
import { EVENT_LIMITS, type RunEvent, type TokenUsage } from './run-event.ts';
import { NO_USAGE } from './usage.ts';

/**
 * Any program that edits files. It gets the prompt on standard input and in a file, facts about the run in its
 * environment, and the worktree as its folder. Each line of its output becomes an event. Exit code 0 means success. It
 * has no conversation: each round starts it again and gives it the round's number. The program may print these JSON
 * lines, which docs/reference/command-agents.md describes for people:
 * - `{"backlog": "usage", "input": 1200, "output": 300, "cached": 1000, "costUsd": 0.02, "turns": 4}`: totals so far,
 * in tokens
 * - `{"backlog": "summary", "text": "What I did"}`: a summary for the review and the commit message
 * - `{"backlog": "reply", "comment": "1a2b3c4d", "text": "Renamed it"}`: an answer to a review comment
 * - `{"backlog": "rate_limited", "resetsAt": "2026-11-20T17:00:00Z"}` or `{"backlog": "unauthenticated"}`: the reason
 * for the exit code, which is then not 0
 * - `{"backlog": "quota", "window": "five_hour", "used": 70, "resetsAt": "2026-11-20T17:00:00Z"}`: how much of a limit of
 * the account is used, in percent
 */
export const command: Provider = {
  name: 'command',
  title: 'any program',
  capabilities: {
    resume: false,
    cost: 'optional',
    tokens: true,
    turns: false,
    sandbox: 'none',
    messages: 'round',
    usage: 'process',
  },
  environment: { settings: [], credentials: [] },
  launch(assignment) {
    const [file, ...args] = argvOf(assignment);
    return {
      file,
      args,
      env: { ...assignment.env, ...aboutOf(assignment) },
      stdin: assignment.prompt,
      stdinStaysOpen: false,
    };
  },
  reader,
  version: { args: ['--version'] },
};

function argvOf({ binary, argv = [] }: Assignment): [string, ...string[]] {
  const [file, ...args] = binary === undefined ? argv : [binary, ...argv];
  if (file) return [file, ...args];
  return refuse('invalid', 'the agent names no program', {
    hint: 'Give the agent a binary, or an argv that starts with a program.',
  });
}

function aboutOf({ run, store, session, files, about }: Assignment): Record<string, string> {
  return {
    BACKLOG_RUN: run,
    BACKLOG_DIR: store,
    BACKLOG_SESSION: session,
    BACKLOG_PROMPT_FILE: files.prompt,
    BACKLOG_TASK: about.task,
    BACKLOG_TASK_ID: String(about.id),
    /** The globs of the task's scope, one per line. */
    BACKLOG_SCOPE: about.scope.join('\n'),
    BACKLOG_ROUND: String(about.round),
  };
}

function reader(): OutputReader {
  let usage = NO_USAGE;
  let trouble: Pick<AgentOutcome, 'kind' | 'resetsAt'> | undefined;
  let summary = '';
  const printed = createComplaints();
  const complaints = createComplaints();
  const told: Readonly<Record<string, (fields: LineFields) => RunEvent[]>> = {
    usage(fields) {
      usage = usageOf(fields, usage);
      return [{ type: 'usage', ...usage }];
    },
    summary({ text }) {
      summary = clip(word(text), EVENT_LIMITS.text);
      return [{ type: 'text', text: summary }];
    },
    reply: ({ comment, text }) => [
      { type: 'reply', comment: word(comment), text: clip(word(text).trim(), COMMENT_LIMITS.text) },
    ],
    rate_limited({ resetsAt }) {
      const until = present({ resetsAt: instantOfText(resetsAt) });
      trouble = { kind: 'rate_limited', ...until };
      return [{ type: 'limit', kind: 'rate_limit', ...until }];
    },
    quota({ window, used, resetsAt }) {
      const event = quotaOf(window, used, instantOfText(resetsAt));
      return event ? [event] : [];
    },
    unauthenticated() {
      trouble = { kind: 'unauthenticated' };
      return [{ type: 'limit', kind: 'unauthenticated' }];
    },
  };
  return {
    line(text) {
      if (text.trim() === '') return [];
      const fields = parseFields(text);
      const tell = fields && handlerOf(told, fields.backlog);
      if (tell) return tell(fields);
      printed.push(text);
      return [{ type: 'text', text: clip(text, EVENT_LIMITS.text) }];
    },
    error(text) {
      if (text.trim() === '') return [];
      complaints.push(text);
      return [{ type: 'note', text: clip(text, EVENT_LIMITS.text) }];
    },
    outcome(exit) {
      const outcome = ending(exit, complaints.reason() || printed.reason());
      return { ...outcome, ...(outcome.kind === 'failed' && trouble), ...(summary && { lastText: summary }) };
    },
    usage: () => usage,
  };
}

/** Reads totals. The cost of earlier totals stays if the new ones have none, or a lower one. */
function usageOf(fields: LineFields, before: TokenUsage): TokenUsage {
  const { input, output, cached, turns } = fields;
  const costUsd = mostCost(before.costUsd, costOf(fields.costUsd));
  return {
    tokens: { input: wholeCount(input), output: wholeCount(output), cached: wholeCount(cached) },
    ...present({ costUsd }),
    turns: wholeCount(turns),
  };
}

function ending(exit: Exit, words: string): AgentOutcome {
  const text = `the program ${exitText(exit)}`;
  if (exit.code === 0) return { kind: 'done', text };
  return { kind: exit.code === null ? 'crashed' : 'failed', text: words ? `${text}: ${words}` : text };
}
