import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';
import type { SettingValue } from './setting-row.ts';
import { rowOfName } from './settings.ts';
import { valueInFiles } from './sources.ts';

/**
 * Stores a setting with its author. With an empty text, deletes the setting. If a config file sets it, too, stores the
 * empty text instead, because otherwise the file's value would count.
 */
export function putSetting(
  tx: Tx,
  name: string,
  value: SettingValue,
  { caller: { actor, token }, clock }: Pick<Context, 'caller' | 'clock'>,
): void {
  if (value === '' && valueInFiles(tx, name) === undefined) tx.remove('setting', name);
  else
    tx.put('setting', name, {
      ...{ name, value, at: tx.at, actor: formatActor(actor) },
      ...present({ token, zone: rowOfName(name)?.zoned && clock.zone }),
    });
}
