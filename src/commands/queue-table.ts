import { agentCheck } from './agent/check.ts';
import { agentList } from './agent/list.ts';
import { agentAdd, agentDisable, agentEnable, agentRemove, agentUpdate } from './agent/save.ts';
import { configCheck } from './config/check.ts';
import { configExplain } from './config/explain.ts';
import { configImport } from './config/import.ts';
import { configInit } from './config/init.ts';
import { configShow } from './config/show.ts';
import { configTrust } from './config/trust.ts';
import { dateEval, filterEval, urgencyEval } from './filter/eval.ts';
import { gitHookInstall, gitHookUninstall } from './git-hook/install.ts';
import { gitHookPause, gitHookResume, gitHookStatus } from './git-hook/status.ts';
import { repoHistory } from './repo/history.ts';
import { repoList, repoShow } from './repo/list.ts';
import { repoAdd, repoDisable, repoEnable, repoRemove, repoUpdate } from './repo/save.ts';
import { repoStatus } from './repo/status.ts';
import { repoFetch, repoPush } from './repo/sync.ts';
import { sourceConflicts, sourceResolve } from './source/conflicts.ts';
import { sourceList, sourceShow, sourceValidate } from './source/look.ts';
import { sourceAdd, sourceDisable, sourceEnable, sourceRemove } from './source/manage.ts';
import { sourcePull, sourcePush, sourceSync } from './source/synchronise.ts';
import { sourceUpdate } from './source/update.ts';
import { webhookList, webhookReplay, webhookShow, webhookTest } from './webhook/deliveries.ts';
import { webhookAdd, webhookDisable, webhookEnable, webhookRemove } from './webhook/manage.ts';
import { backlogBackup } from './workspace/backup.ts';
import { doctor } from './workspace/doctor.ts';
import { backlogRestore } from './workspace/restore.ts';
import { settingGet, settingSet, settingUnset } from './workspace/setting.ts';
import { settingList } from './workspace/settings.ts';
import { backlogInit, backlogSetup } from './workspace/setup.ts';
import { whoami } from './workspace/whoami.ts';

/** The commands about the queue itself, and about what is connected to it, in the order of help. */
export const QUEUE_TABLE = [
  settingList,
  settingGet,
  settingSet,
  settingUnset,
  configShow,
  configInit,
  configImport,
  configCheck,
  configExplain,
  configTrust,
  whoami,
  repoAdd,
  repoList,
  repoShow,
  repoStatus,
  repoHistory,
  repoFetch,
  repoPush,
  repoUpdate,
  repoDisable,
  repoEnable,
  repoRemove,
  sourceList,
  sourceShow,
  sourceAdd,
  sourcePull,
  sourcePush,
  sourceSync,
  sourceConflicts,
  sourceResolve,
  sourceUpdate,
  sourceValidate,
  sourceEnable,
  sourceDisable,
  sourceRemove,
  webhookList,
  webhookShow,
  webhookAdd,
  webhookTest,
  webhookReplay,
  webhookEnable,
  webhookDisable,
  webhookRemove,
  gitHookInstall,
  gitHookStatus,
  gitHookPause,
  gitHookResume,
  gitHookUninstall,
  agentList,
  agentAdd,
  agentUpdate,
  agentEnable,
  agentDisable,
  agentRemove,
  agentCheck,
  backlogInit,
  backlogSetup,
  backlogBackup,
  backlogRestore,
  doctor,
  filterEval,
  dateEval,
  urgencyEval,
] as const;
