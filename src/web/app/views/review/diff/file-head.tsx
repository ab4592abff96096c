import { Icon } from '../../../parts/icon.tsx';
import { visible } from '../../../parts/text/visible.tsx';
import { becameText } from './file-modes.ts';
import type { Item } from './items.ts';

interface Props {
  item: Extract<Item, { kind: 'file' }>;
  /** Is the cursor of the keyboard on it? */
  current: boolean;
  seen: boolean;
  onOpen(on: boolean): void;
  onTick(): void;
}

const STATUS = { A: 'added', D: 'deleted', M: '', R: 'renamed', T: 'another type' } as const;

/** The line above the diff of a file, which opens and folds it. */
export function FileHead({ item: { file, open }, current, seen, onOpen, onTick }: Props) {
  const became = becameText(file.modes);
  return (
    <div class={`diff-file line wrap ${current ? 'is-current' : ''}`}>
      <button
        type="button"
        aria-expanded={open}
        class="diff-file-name line small mono anywhere slim gap-6"
        onClick={() => onOpen(!open)}
      >
        <Icon name={open ? 'down' : 'right'} size={12} />
        <span>
          {file.from && <del>{visible(file.from)}</del>} {visible(file.path)}
        </span>
      </button>
      {STATUS[file.status] && <span class="state tone-quiet">{STATUS[file.status]}</span>}
      {became && <span class="state tone-ask">{became}</span>}
      {file.generated && <span class="state tone-quiet">generated</span>}
      {file.outside && <span class="state tone-ask">outside the scope</span>}
      <span class="lines-added">+{file.added}</span>
      <span class="bad small">−{file.deleted}</span>
      <label class="soft small end">
        <input type="checkbox" checked={seen} onChange={onTick} /> Seen
      </label>
    </div>
  );
}
