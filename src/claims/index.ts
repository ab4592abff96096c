export { foldText } from './compile.ts';
export { type ClaimDecision, type ClaimRefusal, type ClaimRequest, decideClaim } from './decide-claim.ts';
export { decideEdit, type EditDecision, type EditInput, type EditReason, type NamedFile } from './decide-edit.ts';
export {
  agentHolder,
  claimHolder,
  dispatchHolder,
  holderLabel,
  isAgent,
  isDispatch,
  isNamesake,
  isOfProcess,
  isRuns,
  isWithin,
  onMachine,
  processHolder,
  runHolder,
  sessionOf,
} from './holder.ts';
export {
  heldUntil,
  holdOf,
  type LeaseContext,
  type LeaseState,
  leaseLeft,
  leaseState,
  newLease,
  renewals,
} from './lease.ts';
export { type CaseRule, foldsIn, inScope, type Meeting, type ScopeOptions, scopesMeet } from './overlap.ts';
export { anchorOf, fixedPrefixes, globOf, isWholeRepository } from './prefix.ts';
export { type Glob, type ParsedGlob, parseGlob, parseScope } from './scope.ts';
export { type ClaimWords, claimRefusal, editMessage, lasting, untilText, type Wording } from './wording.ts';
