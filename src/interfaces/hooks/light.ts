/** Handlers that begin with who holds what and no tasks. They are in the script itself. */
export { editCheck } from './edit-check.ts';
export { lateEdit } from './edit-late.ts';
export { sessionEnd } from './session-end.ts';
export { stampCall } from './stamp-call.ts';
export { subagentBind } from './subagent-bind.ts';
export { subagentStart } from './subagent-start.ts';
export { subagentStop } from './subagent-stop.ts';
