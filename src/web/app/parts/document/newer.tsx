import { Button } from '../button.tsx';
import { ComparedVersions } from './compared.tsx';
import type { DocumentName, Version } from './named.ts';

interface Props extends DocumentName {
  /** The version that the author began with. */
  from: number;
  newest: Version;
  /** Keeps the typed text as an edit of the newer version. */
  onSeen(): void;
  /** Discards the typed text, and loads the newer version. */
  onTake(): void;
}

/**
 * Warns that another author saved a version while the reader was editing. Shows the changes of that version and offers
 * two ways to continue.
 */
export function Newer({ id, name, from, newest, onSeen, onTake }: Props) {
  return (
    <div class="doc-newer stack gap-8" role="alert">
      <strong class="asks">
        {newest.actor} saved version {newest.version} while you were editing.
      </strong>
      {!newest.deleted && <ComparedVersions id={id} name={name} from={from || undefined} to={newest.version} />}
      <div class="flex wrap gap-6">
        <Button look="small" onClick={onTake}>
          Discard mine, edit theirs
        </Button>
        <Button look="small" onClick={onSeen}>
          Keep mine as the next version
        </Button>
      </div>
    </div>
  );
}
