import { helpHint, parseOwnFlags, SWITCH, TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';

export const DEMO_HELP = [
  'Usage: backlog demo [flags]',
  '',
  'Show the tutorial in about 30 seconds: a plan, two agents in parallel, a failed check and its fix, a review and two merges. Each step shows the typed line and its output.',
  '',
  'Everything happens in a new folder below the temporary folder, with a repository and a queue of its own. At the end, and after Ctrl+C, the demo removes the folder. A script stands in for the coding agent, so you need no account. The output pauses between steps only at a terminal.',
  '',
  '  --keep         Keep the folder, and print how to use its queue',
  '  --agent AGENT  Start this agent instead of the script: claude or codex. This uses your account and takes minutes',
  '',
  'Examples:',
  '  backlog demo',
  '  backlog demo --keep',
].join('\n');

export interface DemoWords {
  keep: boolean;
  agent?: string | undefined;
}

/** Parses the words after `demo`. @throws BacklogError `usage` */
export function demoWords(words: readonly string[]): DemoWords {
  const { values, positionals } = parseOwnFlags('demo', words, { keep: SWITCH, agent: TEXT });
  if (positionals.length > 0)
    refuse('usage', `demo takes flags only, received ${positionals.join(', ')}`, helpHint('demo'));
  if (values.json) refuse('usage', 'demo has no --json: its output is for people', helpHint('demo'));
  return { keep: values.keep ?? false, agent: values.agent };
}
