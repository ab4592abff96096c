import { useSignal } from '@preact/signals';
import { capital } from '../../../../base/quote.ts';
import type { Call } from '../../../../domain/calls/call.ts';
import type { CommandName, Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../button.tsx';
import { FormDialog } from '../dialog.tsx';
import { useOnce } from '../forms/use-once.ts';
import { StateView } from '../task/state.tsx';
import { visible } from '../text/visible.tsx';
import { Unanswered } from '../unanswered.tsx';

type Finding = Pick<Outputs['goal_health']['findings'][number], 'level' | 'why' | 'fix'>;

/** Maximum number of findings in one list. */
const SHOWN = 50;
/** The words for the levels of findings. */
export const LEVEL_WORDS = { error: 'error', warn: 'gap', info: 'hint' } as const;

/**
 * The health findings of one record, or of the whole plan without an id, and living documents whose files changed. Each
 * has the call that fixes it as a button.
 */
export function Gaps({ id, label }: { id?: string; label: string }) {
  const asked = useRead('goal_health', { limit: SHOWN, ...(id ? { id } : {}) });
  const health = asked.value.value;
  if (!health) return <Unanswered of={asked} />;
  const { findings, documents } = health;
  if (health.total + documents.length === 0)
    return <p class="faint">No gaps: {id ? 'it' : 'each goal'} has all that it needs.</p>;
  const more = health.total - findings.length;
  return (
    <>
      <ul class="gap-list entries" aria-label={label}>
        {findings.map((finding) => (
          <Gap key={`${finding.code} ${finding.ids.join()} ${finding.why}`} finding={finding} />
        ))}
        {documents.map((document) => (
          <Gap key={`${document.repository} ${document.path}`} finding={{ level: 'warn', ...document }} />
        ))}
      </ul>
      {more > 0 && <p class="faint small">{more.toLocaleString()} more appear as these are fixed.</p>}
    </>
  );
}

function Gap({ finding: { level, why, fix } }: { finding: Finding }) {
  return (
    <li class="line wrap gap-8">
      <StateView of={LEVEL_WORDS[level]} />
      <span class="rest slim anywhere gap-why">{visible(why)}</span>
      <Fix fix={fix} />
    </li>
  );
}

/** A button that makes the call of a finding. If the call has placeholders, a dialog asks for their values first. */
function Fix({ fix }: { fix: Call }) {
  const asking = useSignal(false);
  const holes = placeholdersIn({ ...fix.words, ...fix.flags });
  const title = `${fixText(fix)}${holes.length > 0 ? ' …' : ''}`;
  const run = useOnce(async () => void (await make(fix, {})));
  const press = () => {
    if (holes.length > 0) asking.value = true;
    else void run();
  };
  return (
    <>
      <Button look="small" onClick={press}>
        {title}
      </Button>
      {asking.value && <FixForm fix={fix} holes={holes} onClose={() => (asking.value = false)} />}
    </>
  );
}

function FixForm({ fix, holes, onClose }: { fix: Call; holes: readonly string[]; onClose(): void }) {
  const values = useSignal<Readonly<Record<string, string>>>({});
  const send = async () => {
    if (await make(fix, values.value)) onClose();
  };
  return (
    <FormDialog title={fixText(fix)} action="Save" onSubmit={send} onClose={onClose}>
      {holes.map((hole) => (
        <label key={hole} class="stack gap-4">
          <span class="hole">{hole.slice(1, -1)}</span>
          <input
            required
            value={values.value[hole] ?? ''}
            onInput={({ currentTarget: { value } }) => (values.value = { ...values.value, [hole]: value })}
          />
        </label>
      ))}
    </FormDialog>
  );
}

async function make(fix: Call, values: Readonly<Record<string, string>>): Promise<boolean> {
  const input = filledIn({ ...fix.words, ...fix.flags }, values);
  const done = await act(fix.command as CommandName, input as never, { done: `Done: ${fixText(fix)}`, undo: true });
  return done !== undefined;
}

const isPlaceholder = (value: unknown): value is string => typeof value === 'string' && /^<.+>$/.test(value);

/** Returns the different placeholders anywhere in a value. */
function placeholdersIn(value: unknown): string[] {
  if (isPlaceholder(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(placeholdersIn))];
}

function filledIn(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (isPlaceholder(value)) return values[value] ?? '';
  if (Array.isArray(value)) return value.map((each) => filledIn(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filledIn(each, values)]));
}

const ACTS: Readonly<Record<string, string>> = {
  goal_archive: 'Archive',
  goal_close: 'Close',
  goal_add: 'Add',
  goal_save: 'Add',
  task_add: 'Add a task',
};

/** Returns the call in words: `Set “outcome” of I-3 to O-1`. */
function fixText({ command, words, flags = {} }: Call): string {
  const [subject = ''] = Object.values(words).filter((value) => !isPlaceholder(value));
  const mark = command === 'task_add' ? ': ' : command.startsWith('task_') ? ' #' : ' ';
  const of = subject === '' ? '' : `${mark}${subject}`;
  const verb = ACTS[command];
  if (verb) return `${verb}${typeof flags.kind === 'string' ? ` ${flags.kind}` : ''}${of}`;
  return capital(
    Object.entries(flags)
      .map(([name, value]) => fieldText(name, value, of))
      .join(', '),
  );
}

function fieldText(name: string, value: unknown, of: string): string {
  const field = `“${fieldWord(name)}” of${of}`;
  if (value === '') return `clear ${field}`;
  if (isPlaceholder(value)) return `set ${field}`;
  const [first = '', ...others] = [value].flat().map(String);
  const text = [first.replace(/^[+-]/, ''), ...others].join(', ');
  if (first.startsWith('+')) return `add ${text} to ${field}`;
  return first.startsWith('-') ? `remove ${text} from ${field}` : `set ${field} to ${text}`;
}

/** Words for fields of goals whose names are no words. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  wont: 'will not',
  done_when: 'done when',
  by: 'end',
  solved_by: 'solved by',
  depends: 'after',
  primary: 'most important',
  upkeep: 'needs no outcome, because',
};

/** Returns the word for a field, in lower case. */
export const fieldWord = (name: string) => FIELD_WORDS[name] ?? name.replaceAll('_', ' ');
