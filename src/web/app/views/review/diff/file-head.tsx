import { Icon } from '../../../parts/icon.tsx';
import { LineCounts } from '../../../parts/line-counts.tsx';
import { StateView } from '../../../parts/task/state.tsx';
import { visible } from '../../../parts/text/visible.tsx';
import { FILE_STATUS } from '../answers.ts';
import type { DiffItem } from './items.ts';

/** The word for each of git's file modes. Ordinary files have no word. */
const KINDS: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '120000': 'symbolic link',
  '160000': 'submodule',
};

interface Props {
  item: Extract<DiffItem, { kind: 'file' }>;
  /** Whether the keyboard's position is on this file header. */
  current: boolean;
  seen: boolean;
  onOpen(on: boolean): void;
  onTick(): void;
}

/** The header of a file in the diff. It opens and folds the file. */
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
      {file.status !== 'M' && <StateView of={FILE_STATUS[file.status]} />}
      {became && <StateView of="other kind" text={became} />}
      {file.generated && <StateView of="generated" />}
      {file.outside && <StateView of="out of scope" />}
      <span class="line gap-8">
        <LineCounts of={file} />
      </span>
      <label class="soft small end">
        <input type="checkbox" checked={seen} onChange={onTick} /> Seen
      </label>
    </div>
  );
}

/** Describes a change of the file's type. Returns undefined if the type did not change. */
function becameText(modes: string | undefined): string | undefined {
  const [before = '', now = ''] = modes?.split(' ') ?? [];
  if (modes === undefined) return undefined;
  return KINDS[now] ?? (KINDS[before] && now !== '000000' ? `no longer ${KINDS[before]}` : undefined);
}
