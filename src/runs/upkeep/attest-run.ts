import type { Run } from '../../domain/records.ts';
import { type Attestation, attest, unattested } from '../../domain/runs/landed/attestation.ts';
import { otherMachineText } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { compareLanded, isShallow, tipOf } from '../git/index.ts';
import { locateRun } from '../run-folder.ts';

/**
 * Compares what a target branch got with the approved result of a run. Every door that records a merge asks here. A merge
 * that can't be compared is one, too: the attestation says why.
 * @param tip the commit of the branch now, by default that of the run's target branch
 */
export async function attestRun(context: Context, run: Run, found: string, tip?: string): Promise<Attestation> {
  const approved = run.verdict?.commit ?? run.result?.commit;
  if (approved === undefined) return unattested(found, 'the run has no result');
  const elsewhere = otherMachineText(run, context.store);
  if (elsewhere !== undefined) return unattested(found, `the result is ${elsewhere}`);
  try {
    const place = locateRun(context, run);
    const now = tip ?? (await tipOf(place, run.target)) ?? found;
    const facts = { base: run.base, approved, found, tip: now };
    return attest(await compareLanded(place, facts));
  } catch (error) {
    // The merge is a fact already, and a comparison that fails must not hide it.
    context.store.appendDiagnostic(`comparison of ${run.id} with ${found}: ${String(error)}`);
    const isCut = context.repositories.all.some((one) => one.name === run.repository && isShallow(one));
    return unattested(found, isCut ? 'the local history is shallow' : 'git could not read the commits');
  }
}
