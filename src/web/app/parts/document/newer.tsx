import { ComparedVersions } from './compared.tsx';
import type { DocumentName, Version } from './named.ts';

interface Props extends DocumentName {
  /** The version that the reader began with. */
  from: number;
  newest: Version;
  /** Goes on with what was typed, over the newer one. */
  onSeen(): void;
  /** Throws away what was typed, and begins with the newer one. */
  onTake(): void;
}

/** Somebody wrote while the reader was typing: what, and how to go on. */
export function Newer({ id, name, from, newest, onSeen, onTake }: Props) {
  return (
    <div class="doc-newer stack gap-8" role="alert">
      <strong class="asks">
        {newest.actor} wrote version {newest.version} meanwhile.
      </strong>
      {!newest.deleted && <ComparedVersions id={id} name={name} from={from || undefined} to={newest.version} />}
      <div class="flex wrap gap-6">
        <button type="button" class="button small" onClick={onTake}>
          Begin with theirs
        </button>
        <button type="button" class="button small" onClick={onSeen}>
          Keep mine as the next version
        </button>
      </div>
    </div>
  );
}
