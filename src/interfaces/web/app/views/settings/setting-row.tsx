import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { lineOf, TerminalLine } from '../../parts/terminal-line.tsx';
import { useOnce } from '../../parts/use-once.ts';
import { Ago } from '../../parts/when.tsx';
import { isPattern, nameFor, type Setting, type Value, valueText } from './model.ts';

/** One setting: edited in place, or with the line that writes it at a terminal. */
export function SettingRow({ setting }: { setting: Setting }) {
  const { name, means, values, fallback, value, by, terminal } = setting;
  const refused = useSignal<Refusal | undefined>(undefined);
  const pattern = isPattern(setting);
  const set = async (to: Value, at = name) => {
    refused.value = undefined;
    const told = { done: `${at} is ${valueText(to)}`, undo: true, refused: (why: Refusal) => (refused.value = why) };
    return (await act('setting_set', { name: at, value: to }, told)) !== undefined;
  };
  const id = `setting-${name}`;
  return (
    <li class="setting">
      <div class="setting-what">
        <code id={id} class="setting-name">
          {name}
        </code>
        {by && <span class="state tone-ready">set</span>}
        {means && <p>{means}</p>}
        <p class="setting-from">
          {!pattern && (by ? `Set by ${by.actor} ` : 'Nobody set it')}
          {by && <Ago at={by.at} />}
          {fallback !== undefined && !pattern && `; by default ${valueText(fallback)}`}
          {values && `${pattern ? 'Takes' : '; takes'} ${values}`}
          {pattern && ', for the name in its place'}
        </p>
        {refused.value && (
          <p class="setting-wrong" role="alert">
            {refused.value.message} {refused.value.hint}
          </p>
        )}
      </div>
      <div class="setting-is">
        {terminal ? (
          <>
            {!pattern && <output aria-labelledby={id}>{valueText(value)}</output>}
            <TerminalLine line={lineOf('setting', 'set', name, pattern || value === '' ? '…' : String(value))} />
          </>
        ) : pattern ? (
          <Named pattern={name} set={set} />
        ) : (
          <Control setting={setting} labelledBy={id} set={set} />
        )}
        {by && !terminal && (
          <button
            type="button"
            class="link-button"
            aria-label={`Reset ${name}`}
            onClick={() => act('setting_unset', { name }, { done: `${name} is what it is by default`, undo: true })}
          >
            Reset
          </button>
        )}
      </div>
    </li>
  );
}

interface ControlProps {
  setting: Setting;
  labelledBy: string;
  set(to: Value): Promise<boolean>;
}

function Control({ setting: { type, choices = [], value }, labelledBy, set }: ControlProps) {
  if (type === 'choice')
    return (
      <select
        aria-labelledby={labelledBy}
        value={String(value)}
        onChange={({ currentTarget }) => void set(choices.find((one) => String(one) === currentTarget.value)!)}
      >
        {choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {valueText(choice)}
          </option>
        ))}
      </select>
    );
  return <TextControl labelledBy={labelledBy} type={type} value={String(value)} set={set} />;
}

/** Enter and leaving it save, Escape does not; whatever is saved, the reader stays in it. */
function TextControl({
  type,
  value,
  labelledBy,
  set,
}: Omit<ControlProps, 'setting'> & { type: Setting['type']; value: string }) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.value = value;
  }, [value]);
  const save = useOnce(async (typed: string) => {
    if (typed !== value) await set(typed);
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
        if (key === 'Escape') currentTarget.value = value;
      }}
      onBlur={({ currentTarget }) => void save(currentTarget.value)}
    />
  );
}

/** Sets it for a name that the reader says. */
function Named({ pattern, set }: { pattern: string; set(to: Value, at: string): Promise<boolean> }) {
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    if (await set(String(said.get('value')), nameFor(pattern, String(said.get('word')).trim()))) form.reset();
  };
  return (
    <form class="setting-named" onSubmit={save}>
      <input name="word" required aria-label={`Name for ${pattern}`} placeholder="name" />
      <input name="value" required aria-label={`Value for ${pattern}`} placeholder="value" inputMode="decimal" />
      <button type="submit" class="button small">
        Set
      </button>
    </form>
  );
}
