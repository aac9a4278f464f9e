import { beforeAll, expect, test, vi } from 'vitest';
import type { Status } from './records';

vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => undefined });
let module: typeof import('./problems');
beforeAll(async () => {
  module = await import('./problems');
});

const calm: Status = {
  at: '', healthy: true, attention: [], vms: [], otherVms: [], mounts: [], agents: [], ports: [],
  backups: [{ source: '/p', backupFolder: '/b', state: 'ok', lastSnapshot: 's', lastSuccess: '', lastCheck: null, nextCheck: null, lastVerify: null, verifyResult: null, snapshots: 1, freeBytes: 1, by: null, cause: null }],
  daemon: { state: 'running', pid: 1, version: '1', startedAt: null, residentBytes: null, cpuSeconds: null, configFile: null },
};

const backup = calm.backups[0];

test('saved and calm is protected; nothing to save is not', () => {
  expect(module.verdict(calm, module.troubles(calm))).toBe('protected');
  expect(module.verdict({ ...calm, backups: [] }, [])).toBe('none');
});

test('what leaves work exposed comes first, with its fix, and is said once', () => {
  if (!backup) throw new Error('none');
  const status: Status = {
    ...calm, attention: ['port 127.0.0.1:1: taken', 'backups of /my dir: the disk is full', 'something new'],
    backups: [{ ...backup, source: '/my dir', state: 'failed', cause: 'the disk is full' }], ports: [{ vm: 'v', kind: 'local', listen: '127.0.0.1:1', target: null, state: 'failed', cause: 'taken' }],
  };
  const found = module.troubles(status);
  expect(found.map((trouble) => trouble.isExposed)).toEqual([true, false, false]);
  expect(found[0]?.fix).toEqual({ kind: 'command', command: "agsekit backup-once --source-dir '/my dir' --dest-dir /b" });
  expect(found[2]?.words).toBe('something new');
  expect(module.verdict(status, found)).toBe('exposed');
});

test('an agent that waits for an answer comes before all, and is a danger only where nothing is kept', () => {
  const alarm = { mount: 'm', source: '/p', vm: 'v', at: '', lost: 200, examples: [], run: null, goodSnapshot: 's', snapshot: 's', isSaved: true, cause: null, runs: ['r'], isBeingUndone: false };
  const broken = { ...calm, mounts: [{ source: '/q', target: '/q', vm: 'v', state: 'broken', readOnly: false, since: null, cause: null, tripped: false }] };
  const found = module.troubles(broken, [alarm]);
  expect(found.map((trouble) => trouble.fix.kind)).toEqual(['answer', 'command']);
  expect(module.verdict(broken, found)).toBe('attention');
  const tripped = { ...calm, attention: ['/p: an agent was stopped'], mounts: [{ source: '/p', target: '/p', vm: 'v', state: 'live', readOnly: false, since: null, cause: null, tripped: true }] };
  expect(module.troubles(tripped, [alarm])).toHaveLength(1);
  expect(module.troubles(tripped)).toHaveLength(1);
  expect(module.verdict(calm, module.troubles(calm, [{ ...alarm, goodSnapshot: null }]))).toBe('exposed');
});
