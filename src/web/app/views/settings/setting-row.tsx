import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { lineOf, TerminalLine } from '../../parts/terminal-line.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { Control } from './control.tsx';
import { isPattern, type Setting, type Value, valueText } from './model.ts';
import { Named } from './named.tsx';

type Told = Pick<Refusal, 'message' | 'hint'>;

/** One setting: edited in place, or with the line that writes it at a terminal. */
export function SettingRow({ setting }: { setting: Setting }) {
  const { name, means, values, fallback, value, by, terminal } = setting;
  const refused = useSignal<Told | undefined>(undefined);
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
        <p class="faint small">
          {!pattern && (by ? `Set by ${by.actor} ` : 'Nobody set it')}
          {by && <Ago at={by.at} />}
          {fallback !== undefined && !pattern && `; by default ${valueText(fallback)}`}
          {values && `${pattern ? 'Takes' : '; takes'} ${values}`}
          {pattern && ', for the name in its place'}
        </p>
        {refused.value && (
          <p class="bad" role="alert">
            {refused.value.message} {refused.value.hint}
          </p>
        )}
      </div>
      <div class="setting-is line wrap gap-6">
        {terminal ? (
          <>
            {!pattern && <output aria-labelledby={id}>{valueText(value)}</output>}
            <TerminalLine line={lineOf('setting', 'set', name, pattern || value === '' ? '…' : String(value))} />
          </>
        ) : pattern ? (
          <Named pattern={name} set={set} />
        ) : (
          <Control setting={setting} labelledBy={id} set={set} newer={(to) => (refused.value = newerThan(name, to))} />
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

function newerThan(name: string, to: string): Told {
  return {
    message: `Somebody set ${name} to ${valueText(to)} meanwhile.`,
    hint: 'Enter sets yours, Escape keeps theirs.',
  };
}
