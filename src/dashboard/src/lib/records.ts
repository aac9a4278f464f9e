// What the daemon answers, as its /openapi.json describes it; only what the page uses.

export interface Problem { title: string; cause: string; fix: string; code: string; field?: string }

export interface Operation { id: string; kind: string; target: string; state: string; progress: { doing: string; done: number; total: number; unit: string } | null; problem: Problem | null; result: unknown }

export interface VmProcess { pid: number; name: string; cpuPercent: number; memoryBytes: number }

export interface VmStatus {
  name: string; state: string; provider: string | null; cpus: number; ramBytes: number; diskBytes: number; diskUsedBytes: number | null; cpuPercent: number | null; memoryUsedBytes: number | null; hostMemoryBytes: number | null;
  network: string | null; reachesHost: boolean | null; since: string | null; answers: boolean | null; processes: number | null; busiest: VmProcess[]; cause: string | null;
}

export interface MountStatus { source: string; target: string; vm: string; state: string; readOnly: boolean; since: string | null; cause: string | null; tripped: boolean }

export interface AgentStatus {
  id: string; name: string | null; agent: string; vm: string; folder: string; detached: boolean; state: string; watched: boolean; startedAt: string; cpuPercent: number | null; memoryBytes: number | null; processes: number | null; changes: number | null; cause: string | null;
}

export interface PortStatus { vm: string; kind: string; listen: string; target: string | null; state: string; cause: string | null }

export interface BackupStatus {
  source: string; backupFolder: string; state: string; lastSnapshot: string | null; lastSuccess: string | null; lastCheck: string | null; nextCheck: string | null; lastVerify: string | null; verifyResult: string | null;
  snapshots: number; freeBytes: number | null; by: string | null; cause: string | null;
}

export interface Status {
  at: string; healthy: boolean; attention: string[]; vms: VmStatus[]; otherVms: { name: string; provider: string; state: string }[]; mounts: MountStatus[]; agents: AgentStatus[]; ports: PortStatus[]; backups: BackupStatus[];
  daemon: { state: string; pid: number | null; version: string | null; startedAt: string | null; residentBytes: number | null; cpuSeconds: number | null; configFile: string | null };
}

export interface BackupFolder { id: string; source: string; backupFolder: string; vm: string; health: { state: string; lastSuccess: string | null; nextCheck: string | null; freeBytes: number | null; problem: string | null } | null; lastVerify: { at: string; result: string; snapshots: number } | null }

export interface Snapshot {
  id: string; takenAt: string | null; reason: string | null; run: string | null; files: number | null; added: number | null; changed: number | null; deleted: number | null; totalBytes: number | null; copiedBytes: number | null;
  pin: { why: string; by: string; at: string | null } | null;
}

export interface Change {
  path: string; pathBytes: string | null; change: string; oldKind: string | null; newKind: string | null; oldSize: number | null; newSize: number | null; oldMode: string | null; newMode: string | null; oldTarget: string | null; newTarget: string | null;
  content: string | null; addedLines: number | null; deletedLines: number | null; lines: string[] | null;
}

export interface Diff { from: string; to: string | null; added: number; changed: number; deleted: number; changes: Change[] }

export interface Version { change: string; first: string; last: string; snapshots: number; kind: string | null; size: number | null; modifiedAt: string | null; hash: string | null; uncertain: boolean; excluded: boolean }

export interface History { path: string; pathBytes: string | null; versions: Version[] }

export interface FileContent { snapshot: string; path: string; size: number; state: string; text: string | null; truncated: boolean }

export interface Usage { backupFolder: string; totalBytes: number; snapshots: { id: string; pinned: boolean; bytes: number; newBytes: number; ownBytes: number }[]; churners: { path: string; times: number; bytes: number }[] }

export interface Restore {
  done: boolean; snapshot: string; target: string; created: number; changed: number; deleted: number; kept: number; bytes: number; safetySnapshot: string | null; steps: { path: string; action: string; size: number }[]; stepsLeftOut: number; warnings: string[];
}

export interface Run {
  id: string; name: string | null; agent: string; vm: string; folder: string; detached: boolean; state: string; startedAt: string; endedAt: string | null; exitCode: number | null; cpuPercent: number | null; memoryBytes: number | null; processes: number | null; changes: number | null;
  beforeSnapshot: string | null; afterSnapshot: string | null; cause: string | null;
}

export interface Review { run: string; added: number; changed: number; deleted: number; beforeSnapshot: string | null; afterSnapshot: string | null; items: { path: string; pathBytes: string | null; change: string; isFolder: boolean; linkTarget: string | null; warning: string | null }[] }

export interface Vm {
  name: string; state: string; provider: string | null; accelerator: string | null; cpu: number; ramBytes: number; diskBytes: number; diskUsedBytes: number | null; image: string; network: string | null; reachesHost: boolean | null; sshPort: number | null; since: string | null; cause: string | null;
  usage: { cpuPercent: number | null; memoryUsedBytes: number | null; hostMemoryBytes: number | null; diskReadBytes: number | null; diskWrittenBytes: number | null } | null;
}

export interface Port { vm: string; type: string; hostAddr: string | null; vmAddr: string; automatic: boolean; owner: string; state: string; cause: string | null; url: string | null; since: string | null }

export interface Happening { id: number; timestamp: string; kind: string; level: string; service: string | null; folder: string | null; vm: string | null; run: string | null; snapshot: string | null; code: string | null; message: string }

export interface Tripwire { mount: string; source: string; vm: string; at: string; lost: number; examples: string[]; run: string | null; goodSnapshot: string | null; snapshot: string | null; isSaved: boolean; cause: string | null; runs: string[]; isBeingUndone: boolean }

export interface SessionLimits { memory: number; cpus: number; pids: number }

export interface SandboxSession { id: string; createdAt: string; expiresAt: string | null; limits: SessionLimits; network: string; image: string; agent: string | null }

export interface SessionTerms { timeoutSeconds: number | null; mostTimeoutSeconds: number; limits: SessionLimits; network: string; networks: string[]; executionSeconds: number; sessions: number }

export interface Execution { exitCode: number; durationMs: number; timedOut: boolean; truncated: boolean; output?: Analysis; stdout?: string; stderr?: string }

/** What text-analysis answers; a part that was not asked for is left out. */
export interface Analysis { text_length: number; word_count: number; language: string; sentiment?: { label: string; score: number }; keywords?: { word: string; count: number }[]; summary?: { sentences: number; text: string } }

export interface Finding { check: string; level: string; what: string; cause: string | null; fix: string | null; repairable: boolean }

export interface Health { worst: string; findings: Finding[] }
