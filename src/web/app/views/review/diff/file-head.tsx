import { Icon } from '../../../parts/icon.tsx';
import { visible } from '../../../parts/text/visible.tsx';
import type { DiffItem } from './items.ts';

/** A word for each file mode of git; none for an ordinary file. */
const KINDS: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '120000': 'symbolic link',
  '160000': 'repository of its own',
};

interface Props {
  item: Extract<DiffItem, { kind: 'file' }>;
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

/** What a file is now that it was not before, in a word or two; undefined where that is nothing to be told. */
function becameText(modes: string | undefined): string | undefined {
  const [before = '', now = ''] = modes?.split(' ') ?? [];
  if (modes === undefined) return undefined;
  return KINDS[now] ?? (KINDS[before] && now !== '000000' ? `no ${KINDS[before]} any more` : undefined);
}
