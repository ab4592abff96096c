export { hookProgram } from './find-program.ts';
export { hookFindings } from './findings.ts';
export { type HookFile, hookFilesOf } from './hook-files.ts';
export { type HookState, type InspectedHook, inspectHook } from './inspect.ts';
export { type InstalledHook, installHook } from './install.ts';
export { type UninstalledHook, uninstallHook } from './uninstall.ts';
