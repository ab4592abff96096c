import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { useOnce } from '../../parts/forms/use-once.ts';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { isPattern, nameFor, type Setting, type ShownValue, settingText, titleOfSetting } from './model.ts';

interface ControlProps {
  setting: Setting;
  labelledBy: string;
  set(to: ShownValue): Promise<boolean>;
  /** Called if another author changed the value during the edit. */
  newer(to: string): void;
}

type Message = Pick<Refusal, 'message' | 'hint'>;

/** Where a value comes from that isn't set in this queue. */
const SOURCES = {
  workspace: 'Set',
  repository: "From the repository's config file",
  person: 'From your config file',
  default: '',
} as const;

/** One setting: an input, or the command line for settings that the board may not change. */
export function SettingRowView({ setting }: { setting: Setting }) {
  const { name, means, values, fallback, value, by, source, terminal } = setting;
  const refused = useSignal<Message | undefined>(undefined);
  const pattern = isPattern(setting);
  const isElsewhere = source === 'repository' || source === 'person';
  const set = async (to: ShownValue, at = name) => {
    refused.value = undefined;
    const options = {
      done: `Set ${at} to ${settingText(to)}`,
      undo: true,
      refused: (why: Refusal) => (refused.value = why),
    };
    return (await act('setting_set', { name: at, value: to }, options)) !== undefined;
  };
  const id = `setting-${name}`;
  return (
    <li class="setting split">
      <div class="stack gap-4">
        <h3 class="line-text wrap gap-8">
          <span aria-hidden="true">{titleOfSetting(name)}</span>
          <code id={id} class="plain faint small">
            {name}
          </code>
          {by && <StateView of="set" />}
        </h3>
        {means && <p class="soft">{means}</p>}
        {(by || isElsewhere || pattern) && (
          <p class="faint small">
            {by ? `Set by ${by.actor} ` : isElsewhere && SOURCES[source]}
            {by && <Ago at={by.at} />}
            {(by || isElsewhere) && fallback !== undefined && `, default: ${settingText(fallback)}`}
            {pattern && `Replace <name> by a name. Values: ${values}`}
          </p>
        )}
        {refused.value && (
          <p class="bad" role="alert">
            {refused.value.message} {refused.value.hint}
          </p>
        )}
      </div>
      <div class="setting-is line wrap gap-6">
        {terminal ? (
          <>
            {!pattern && (
              <output class="whole" aria-labelledby={id}>
                {settingText(value)}
              </output>
            )}
            <TerminalLine line={terminalLine('setting', 'set', name, pattern || value === '' ? '…' : String(value))} />
          </>
        ) : pattern ? (
          <Named pattern={name} set={set} />
        ) : (
          <Control setting={setting} labelledBy={id} set={set} newer={(to) => (refused.value = newerThan(name, to))} />
        )}
        {by && !terminal && (
          <LinkButton
            aria-label={`Reset ${name}`}
            onClick={() => act('setting_unset', { name }, { done: `Reset ${name} to its default`, undo: true })}
          >
            Reset
          </LinkButton>
        )}
      </div>
    </li>
  );
}

function newerThan(name: string, to: string): Message {
  return {
    message: `Someone else set ${name} to ${settingText(to)}.`,
    hint: 'Press Enter to set your value, Esc to keep theirs.',
  };
}

function Control({ setting, labelledBy, set, newer }: ControlProps) {
  const { type, choices = [], value } = setting;
  if (type !== 'choice') return <TextControl {...{ labelledBy, type, set, newer }} value={String(value)} />;
  return (
    <select
      aria-labelledby={labelledBy}
      value={String(value)}
      onChange={({ currentTarget }) => void set(choices.find((one) => String(one) === currentTarget.value)!)}
    >
      {choices.map((choice) => (
        <option key={String(choice)} value={String(choice)}>
          {settingText(choice)}
        </option>
      ))}
    </select>
  );
}

/** A form that sets a value for a name typed by the reader. */
function Named({ pattern, set }: { pattern: string; set(to: ShownValue, at: string): Promise<boolean> }) {
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    if (await set(String(said.get('value')), nameFor(pattern, String(said.get('word')).trim()))) form.reset();
  };
  return (
    <form class="flex rest slim gap-6" onSubmit={save}>
      <input name="word" required aria-label={`Name for ${pattern}`} placeholder="name" />
      <input name="value" required aria-label={`Value for ${pattern}`} placeholder="value" inputMode="decimal" />
      <Button type="submit" look="small">
        Set
      </Button>
    </form>
  );
}

interface Props {
  type: Setting['type'];
  value: string;
  labelledBy: string;
  set(to: string): Promise<boolean>;
  /** Called if another author changed the value during the edit. */
  newer(to: string): void;
}

/**
 * A setting's input. Enter saves the text, and so does leaving the input. Escape restores the saved value. A change by
 * another author doesn't replace typed text.
 */
function TextControl({ type, value, labelledBy, set, newer }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  const now = useRef(value);
  now.current = value;
  /** The value that the person saw last. */
  const known = useRef(value);
  const show = (): void => {
    known.current = now.current;
    if (ref.current) ref.current.value = now.current;
  };
  useEffect(() => {
    if (ref.current?.value === known.current || ref.current?.value === value) show();
  }, [value]);
  const save = useOnce(async (text: string) => {
    const before = now.current;
    if (text === known.current || text === before) return show();
    if (before !== known.current) {
      known.current = before;
      return newer(before);
    }
    if (!(await set(text))) return;
    known.current = text;
    if (now.current !== before) show();
  });
  return (
    <input
      ref={ref}
      aria-labelledby={labelledBy}
      inputMode={type === 'number' ? 'decimal' : 'text'}
      placeholder="empty"
      defaultValue={value}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') void save(currentTarget.value);
        if (key === 'Escape') show();
      }}
      onBlur={({ currentTarget }) => void save(currentTarget.value)}
    />
  );
}
