import type { Examined } from '../examine.ts';
import { type CodeLine, linesBeyond } from '../lines.ts';
import { anyOf } from '../patterns.ts';

/** What gives a program more rights, or lets more people reach it. */
const OPENS = anyOf(
  /\bprivileged["']?\s*[:=]\s*["']?true|--privileged\b|\bhost(?:Network|PID|IPC)\s*:\s*true|\bnetwork_mode\s*:\s*["']?host|--net(?:work)?[= ]host|\bpid\s*:\s*["']?host|docker\.sock\b|\ballowPrivilegeEscalation\s*:\s*true|\brunAsUser\s*:\s*0\b|\brunAsNonRoot\s*:\s*false|\breadOnlyRootFilesystem\s*:\s*false|\bhostPath\s*:/,
  /^USER\s+(?:root|0)\b|\buser\s*:\s*["']?(?:root|0)\b|\bcap_add\b|\bCAP_\w+|\bSYS_ADMIN\b|\bseccomp[=:]\s*unconfined|\bapparmor[=:]\s*unconfined|\bsecurity_opt\b|\bUser=root\b|\bNoNewPrivileges=(?:no|false)/i,
  /\b0\.0\.0\.0\/0\b|::\/0\b|["'\s]0\.0\.0\.0:\d|\bpublicly_accessible\s*=\s*true|\bpublic-read\b|\ballUsers\b|\bassociate_public_ip_address\s*=\s*true|\bblock_public_\w+\s*=\s*false|\btype\s*:\s*(?:LoadBalancer|NodePort)\b|\b--allow-unauthenticated\b/,
  /["']?(?:Action|Resource|Principal|actions|resources|verbs|apiGroups|identifiers)["']?\s*[:=]\s*\[?\s*["']\*["']|\bcluster-admin\b|\bAdministratorAccess\b|\broles\/(?:owner|editor)\b|\bwrite-all\b|\bpull_request_target\b|\bworkflow_run\b|\bid-token\s*:\s*write|\b(?:contents|packages|actions|deployments|pull-requests|checks)\s*:\s*write/,
  /\b(?:encrypted|storage_encrypted|deletion_protection|enable_key_rotation|versioning|multi_az|force_ssl)\s*=\s*false|\bskip_final_snapshot\s*=\s*true|\bforce_destroy\s*=\s*true|\bbackup_retention_period\s*=\s*0|\binsecure\w*\s*[:=]\s*["']?true|\bssl_verify\s*[:=]\s*["']?(?:off|false|no)|\bverify\s*=\s*false|\bssl_protocols\b.*\bTLSv1(?:\.1)?\b(?!\.)|\bautoindex\s+on|\bprevent_destroy\s*=\s*false/i,
  /\b(?:curl|wget)\b[^\n]*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b|^ADD\s+https?:|\bchmod\s+(?:-R\s+)?0?777|\bNODE_TLS_REJECT_UNAUTHORIZED|\bset\s+\+e\b|\bcontinue-on-error\s*:\s*true|\ballow_failure\s*:\s*true|\|\|\s*true\b|\bif\s*:\s*(?:false|\$\{\{\s*false)|\bStrictHostKeyChecking[= ]no|\bbecome\s*:\s*(?:true|yes)|\bvalidate_certs\s*:\s*(?:no|false)|\bNOPASSWD\b|\$\{\{\s*(?:toJSON\(secrets\)|github\.event\.(?:issue|pull_request|comment|head_commit|review)\.(?:title|body|message|head\.(?:ref|label)|author\.\w+|user\.login))/i,
  /^\s*allow\s+(?:read|write|read, write)[^:]*:\s*if\s+true|["']?\.(?:read|write)["']?\s*:\s*["']?true|\baccess_log\s+off/,
);

/** What a deployment had against this. */
const GUARDS =
  /^USER\s+(?!root|0\b)\S|\brunAsNonRoot\s*:\s*true|\breadOnlyRootFilesystem\s*:\s*true|\ballowPrivilegeEscalation\s*:\s*false|\bsecurityContext\b|\bNetworkPolicy\b|\bcap_drop\b|\bdrop\s*:\s*\[?\s*["']?ALL|\bno-new-privileges|\bresources\s*:|\blimits\s*:|\b(?:liveness|readiness)Probe\b|^HEALTHCHECK\b|\bhealthcheck\s*:|\bdeletion_protection\s*=\s*true|\bprevent_destroy\s*=\s*true|\b(?:storage_)?encrypted\s*=\s*true|\bserver_side_encryption\b|\blogging\b|\baccess_log\b|\badd_header\s+\S*(?:Security|Policy|Options)|\blimit_req\b|\bauth_basic\b|\ballow\s+\d|\bdeny\s+all|\bpermissions\s*:|\bif\s*:.*github\.|\benvironment\s*:\s*production|\brequired_reviewers\b|\bread_only\s*:\s*true|\bNoNewPrivileges=(?:yes|true)|\bProtect\w+=/i;

/** Finds lines of a deployment that open it, and guards that it lost. */
export function openedDeployments({ added, removed }: Examined): { line: CodeLine; old: boolean }[] {
  const opens = added.filter(({ text }) => OPENS.test(text));
  const guard = ({ text }: CodeLine) =>
    GUARDS.exec(text)?.[0]
      .toLowerCase()
      .replace(/[0-9a-f]{40,}/, '#') ?? '';
  const guards = (lines: readonly CodeLine[]) => lines.filter(({ text }) => GUARDS.test(text));
  return [
    ...linesBeyond(
      opens,
      removed.filter(({ text }) => OPENS.test(text)),
    ).map((line) => ({ line, old: false })),
    ...linesBeyond(guards(removed), guards(added), guard).map((line) => ({ line, old: true })),
  ];
}
