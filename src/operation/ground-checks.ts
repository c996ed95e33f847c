// What the ground can prove about itself: columns classified, keys usable, chain whole, mail reachable, clock right.
import { verifyAudit } from '../core/audit.ts';
import { findLatestProof, type Proof, type ProofKind } from '../core/backup/proof-store.ts';
import { DAY } from '../core/clock.ts';
import { checkpointsFile } from '../core/data-folder.ts';
import { readDataInventory } from '../core/database/data-inventory.ts';
import { askDatabaseTime } from '../core/database/installation-store.ts';
import { sampleSealedColumns } from '../core/database/sealed-columns.ts';
import { judgeTls } from '../core/http/tls-files.ts';
import type { Check } from '../core/module.ts';
import { countJobs } from '../core/work/job-list.ts';

const columnsClassified: Check = {
  name: 'columns-classified',
  claim: 'Every database column says what class of data it holds.',
  run: async kernel => {
    const facts = await readDataInventory(kernel.db);
    const unclear = facts.filter(fact => fact.class === undefined);
    return {
      ok: unclear.length === 0,
      detail:
        unclear.length === 0
          ? `${facts.length} columns: ${(['sealed', 'hashed', 'personal', 'public'] as const).map(name => `${facts.filter(fact => fact.class === name).length} ${name}`).join(', ')}`
          : `without a class: ${unclear.map(({ table, column }) => `${table}.${column}`).join(', ')}`,
    };
  },
};

const columnsSealed: Check = {
  name: 'sealed-columns',
  claim: 'Columns that are called sealed hold ciphertext and nothing else.',
  run: async kernel => {
    const { columns, values, open } = await sampleSealedColumns(kernel.db);
    return {
      ok: open.length === 0,
      detail:
        open.length === 0
          ? `${values} values of ${columns} columns looked at, the newest of each`
          : `no ciphertext in ${open.join(', ')}`,
    };
  },
};

const httpsOnly: Check = {
  name: 'https-only',
  productionOnly: true,
  claim: 'This server is reached by HTTPS alone.',
  run: async ({ config }) => {
    const isSecure = config.publicUrl.startsWith('https:') && (config.tls !== undefined || config.trustedProxies > 0);
    const by = config.tls === undefined ? 'by the proxy in front' : 'by this server itself';
    return {
      ok: isSecure,
      detail: isSecure ? `TLS is ended ${by}` : 'neither a certificate nor a proxy is configured',
    };
  },
};

const tlsGood: Check = {
  name: 'tls-good',
  productionOnly: true,
  claim:
    'The certificate of this server is for its name and good for two more weeks, and nothing older than TLS 1.2 is spoken.',
  // A proxy in front holds the certificate then, and this server does not see it.
  appliesTo: async ({ config }) => config.tls !== undefined,
  run: async ({ config, clock }) =>
    config.tls === undefined
      ? { ok: false, detail: 'this server holds no certificate' }
      : judgeTls(config.tls, new URL(config.publicUrl).hostname, clock.now()),
};

const keysUsable: Check = {
  name: 'keys-usable',
  claim: 'The keys can be used and belong to this database.',
  run: async kernel => {
    const health = await kernel.keyring.provider.health();
    if (!health.ok) return { ok: false, detail: health.problem };
    return kernel.vault.selfTest(kernel.db).then(
      () => ({ ok: true, detail: `keyring ${kernel.keyring.fingerprint}` }),
      (error: Error) => ({ ok: false, detail: error.message }),
    );
  },
};

const chainWhole: Check = {
  name: 'audit-chain-whole',
  claim: 'Nothing in the audit log was changed, removed or reordered.',
  run: async kernel => {
    const { entries, head, faults, checkpoints } = await verifyAudit(kernel.db, {
      verifiers: kernel.keyring.verifiers(),
      checkpointsFile: checkpointsFile(kernel.config.dataDir),
      clock: kernel.clock,
    });
    return {
      ok: faults.length === 0,
      detail:
        faults.length === 0
          ? `${entries} entries, ${checkpoints} signed checkpoints, head ${head.hash.toString('hex').slice(0, 16)}`
          : faults.map(({ seq, what }) => `${seq ?? '-'}: ${what}`).join('; '),
    };
  },
};

const noDeadJobs: Check = {
  name: 'no-dead-jobs',
  claim: 'No background job has failed for good.',
  run: async kernel => {
    const { failed, waiting, retrying } = await countJobs(kernel);
    return { ok: failed === 0, detail: `${failed} failed, ${retrying} trying again, ${waiting} waiting` };
  },
};

const clockRight: Check = {
  name: 'clock-right',
  claim: 'This machine and the database agree on the time.',
  run: async kernel => {
    const theirs = await askDatabaseTime(kernel.db);
    const apart = Math.abs(theirs.getTime() - kernel.clock.now().getTime());
    return { ok: apart < 30_000, detail: `${(apart / 1000).toFixed(1)} s apart` };
  },
};

const KEY_AGE = 400 * DAY;

const keysYoung: Check = {
  name: 'keys-young',
  claim: 'The key-encryption key in use is at most 400 days old.',
  run: async kernel => {
    const { epochs } = kernel.keyring.provider.describe();
    const active = epochs.find(({ state }) => state === 'active');
    const age = active ? kernel.clock.now().getTime() - new Date(active.createdAt).getTime() : Number.POSITIVE_INFINITY;
    return { ok: age <= KEY_AGE, detail: `${Math.floor(age / DAY)} days` };
  },
};

const recent = (
  kind: ProofKind,
  days: number,
  claim: string,
  found: (record: Proof['record']) => string = () => '',
): Check => ({
  name: `${kind}-recent`,
  productionOnly: true,
  claim,
  run: async kernel => {
    const proof = await findLatestProof(kernel, kind, true);
    if (!proof) return { ok: false, detail: 'none yet' };
    const age = Math.floor((kernel.clock.now().getTime() - proof.at.getTime()) / DAY);
    return {
      ok: age <= days,
      detail: `${found(proof.record)}${proof.at.toISOString()}, ${age} days ago, kept as ${proof.id}`,
    };
  },
});

const proven: readonly Check[] = [
  recent('backup', 7, 'A backup was made by telltale backup in the last 7 days.'),
  recent('restore-drill', 100, 'A backup was restored in a drill in the last 100 days, and all of it was there.'),
  recent(
    'canary-scan',
    100,
    'A canary scan of the last 100 days found nothing that people wrote lying open.',
    ({ sent, inputs, files, bytes, found }) =>
      `${sent} of ${inputs} inputs marked, ${bytes} bytes of ${files} files searched, ${found} found; `,
  ),
];

/** In the order in which an operator should look at them. */
export const groundChecks: readonly Check[] = [
  clockRight,
  keysUsable,
  keysYoung,
  ...proven,
  columnsClassified,
  columnsSealed,
  httpsOnly,
  tlsGood,
  chainWhole,
  noDeadJobs,
];
