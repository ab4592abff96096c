import { counted } from '../../base/amounts.ts';
import { refuse } from '../../domain/errors.ts';
import type { Tx } from '../../store/index.ts';
import { openNight } from './current.ts';

/**
 * Refuses a new task of a run if the agents of a night have added as many as its terms allow. With the term 0, they may
 * add more, because none of them starts without a person.
 * @throws BacklogError `conflict`
 */
export function checkRoomInNight(tx: Tx, run: string): void {
  const night = openNight(tx);
  const most = night?.terms.newTasks ?? 0;
  if (!night || most === 0) return;
  let added = 0;
  for (const [, { awaits, entry }] of tx.all('task'))
    if (awaits?.why === 'added' && awaits.run !== undefined && entry >= night.at && ++added >= most)
      refuse(
        'conflict',
        `run ${run} can't add a task: agents have added ${counted(most, 'task')} in night ${night.id}`,
        {
          hint: 'inbox_add proposes it to a person, who decides later.',
          data: { most },
        },
      );
}
