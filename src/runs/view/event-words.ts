import { counted } from '../../base/amounts.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { isParked, type RunState } from '../../domain/runs/run-states.ts';
import { stateLabel } from '../../domain/state-words.ts';
import type { RunEvent } from '../providers/run-event.ts';

/** An event that the supervisor writes. All other events come from the agent. */
export type OwnEvent =
  | { type: 'state'; state: string; text?: string }
  | { type: 'round'; n: number; why: string }
  | { type: 'step'; text: string }
  | { type: 'check'; name: string; ok: boolean; why: string; ms: number }
  | { type: 'snapshot'; commit: string; files: number; outside: number };

/** One line of a run's events; `at` is an instant. */
export type LoggedEvent = { at: string } & (RunEvent | OwnEvent);

/** An event of a run in words, and whether it reports a success or an error. */
interface EventWords {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

/** Matches a line of standard error that reports an error. */
const ERROR = /\b(\w*error|\w*exception|fatal|panic(ked)?|traceback|segmentation fault)\b/i;

/**
 * Describes an event for people, in terminals and on the board.
 * @returns undefined for an event without information for them
 */
export function eventWords(event: LoggedEvent): EventWords | undefined {
  const plain = (text: string): EventWords => ({ text, tone: 'plain' });
  const bad = (text: string): EventWords => ({ text, tone: 'bad' });
  switch (event.type) {
    case 'text':
    case 'step':
      return plain(event.text);
    case 'tool':
      return plain(`${event.name} ${event.summary}`);
    case 'tool_end':
      return event.ok ? undefined : bad(`failed: ${event.summary}`);
    case 'reply':
      return plain(`answered comment ${event.comment}: ${event.text}`);
    case 'subagent':
      return plain(`subagent ${event.state}: ${event.summary}`);
    case 'denied':
      return bad(`${event.tool} was refused: ${event.why}`);
    case 'retrying':
      return bad(`trying again (${event.attempt}): ${event.why}`);
    case 'limit':
      return bad(`${event.kind.replaceAll('_', ' ')}${event.resetsAt ? ` until ${event.resetsAt}` : ''}`);
    case 'note':
      return ERROR.test(event.text) ? bad(event.text) : plain(event.text);
    case 'state': {
      const text = [stateLabel(event.state), event.text].filter(Boolean).join(': ');
      return isParked(event.state as RunState) ? bad(text) : plain(text);
    }
    case 'round':
      return plain(`round ${event.n} (${event.why})`);
    case 'check':
      return event.ok
        ? { text: `check ${event.name}: passed`, tone: 'good' }
        : bad(`check ${event.name}: failed, ${event.why}`);
    case 'snapshot': {
      const outside = event.outside > 0 ? `, ${event.outside} out of scope` : '';
      return plain(`result ${shortCommit(event.commit)}: ${counted(event.files, 'file')}${outside}`);
    }
    default:
      return undefined;
  }
}
