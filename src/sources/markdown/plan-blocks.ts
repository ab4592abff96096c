import { parseJsonText } from '../../base/json/json-text.ts';
import { splitCriterion } from '../../domain/task/criteria.ts';
import type { Located } from '../reading/json-file.ts';
import { unescaped } from './plan-fields.ts';

export const QUOTE = /^\s*>(?: (.*))?$/s;

export function addCriterion({ now }: { now: string }, { value }: Located, [, , box, rest]: RegExpExecArray): void {
  const [, text, proof] = /^(.*?)(?: <!-- (\{.*\}) -->)?$/s.exec(rest!)!;
  const met = proof === undefined ? undefined : parseJsonText(proof);
  const done = box !== ' ';
  (value.acceptance as unknown[]).push({
    ...splitCriterion({ text: unescaped(text!) }),
    ...(done
      ? { met: typeof met === 'object' ? met : { at: now, actor: 'the plan', evidence: 'checked in the plan' } }
      : {}),
  });
}

export function addSpec({ value }: Located, line: string): void {
  const text = QUOTE.exec(line)![1] ?? '';
  value.spec = value.spec === undefined ? text : `${value.spec}\n${text}`;
}
