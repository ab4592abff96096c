import { act } from '../../data/act.ts';
import { LinkButton } from '../button.tsx';
import { StateView } from '../task/state.tsx';
import { Ago } from '../units/when.tsx';
import { ComparedVersions } from './compared.tsx';
import { type DocumentName, useVersions } from './named.ts';

/** Two versions to compare. Without `from`, the page compares `to` with the version before it. */
export interface VersionPair {
  from?: number | undefined;
  to?: number | undefined;
}

interface Props extends DocumentName {
  compared: VersionPair;
  onCompare(compared: VersionPair): void;
}

/** Lists all versions with author and note. The reader can compare any two versions and restore an old one. */
export function Versions({ id, name, compared, onCompare }: Props) {
  const rows = useVersions({ id, name }) ?? [];
  const newest = rows[0]?.version ?? 0;
  const { from, to } = compared;
  const numbers = rows.map(({ version }) => version);
  const bodies = rows.filter(({ deleted }) => !deleted).map(({ version }) => version);
  return (
    <section class="doc-versions above" aria-label="Versions">
      <h2>Versions</h2>
      <ol class="versions entries">
        {rows.map(({ version, actor, at, note, deleted }) => (
          <li key={version} class="line-text wrap gap-8">
            <strong>v{version}</strong>
            <span>{actor}</span>
            <Ago at={at} />
            {deleted && <StateView of="deleted" />}
            {note && <em>{note}</em>}
            <span class="end flex gap-8">
              {!deleted && (
                <LinkButton
                  aria-expanded={to === version}
                  onClick={() => onCompare(to === version ? {} : { to: version })}
                >
                  Show changes
                </LinkButton>
              )}
              {version < newest && !deleted && (
                <LinkButton
                  onClick={() =>
                    act('task_doc_restore', { id, name, version }, { done: `Restored version ${version}`, undo: true })
                  }
                >
                  Restore
                </LinkButton>
              )}
            </span>
          </li>
        ))}
      </ol>
      {to !== undefined && numbers.includes(to) && (
        <>
          <div class="above flex wrap soft">
            <Choice
              label="From version"
              none="the previous version"
              value={from}
              of={bodies.filter((one) => one !== to)}
              onChoose={(one) => onCompare({ from: one, to })}
            />
            <Choice label="To version" value={to} of={bodies} onChoose={(one) => onCompare({ from, to: one ?? to })} />
          </div>
          <ComparedVersions id={id} name={name} from={from} to={to} />
        </>
      )}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  /** The choice of no version, if there is one. */
  none?: string;
  value: number | undefined;
  of: readonly number[];
  onChoose(version: number | undefined): void;
}

function Choice({ label, none, value, of, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) => onChoose(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
      >
        {none && <option value="">{none}</option>}
        {of.map((version) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </select>
    </label>
  );
}
