import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { close } from '../overlay.ts';
import { FIELD_KEYS } from './field-keys.ts';
import { bindings } from './keys.ts';

type Shown = (typeof FIELD_KEYS)[number];

/** Lists all keys of the current view. */
export function KeysPage() {
  const all: readonly Shown[] = [...bindings(), ...FIELD_KEYS];
  const groups = [...new Set(all.map(({ of }) => of))];
  return (
    <Dialog title="Keys" kind="keys" onClose={close}>
      <header class="dialog-head line ruled">
        <h2>Keys</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="keys-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {all
                .filter(({ of }) => of === group)
                .map(({ keys, title }) => (
                  <div key={keys} class="fact">
                    <dt class="flex gap-4">
                      <Keys of={keys} />
                    </dt>
                    <dd>{title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const WORDS: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** Shows a key with the symbols of the reader's keyboard. */
export function Keys({ of }: { of: string }) {
  return (
    <>
      {of.split(/[ +](?=.)/).map((key, i) => (
        <kbd key={i}>{WORDS[key] ?? key}</kbd>
      ))}
    </>
  );
}
