// Backups, restores and drills from the command line.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../core/backup/backup-shape.ts';
import { loadBackup } from '../../core/backup/load-backup.ts';
import { makeBackup } from '../../core/backup/make-backup.ts';
import { keepProof } from '../../core/backup/proof-store.ts';
import { drillRestore, type Finding } from '../../core/backup/restore-drill.ts';
import { finishRestore } from '../../core/backup/restore-gate.ts';
import { systemClock } from '../../core/clock.ts';
import type { Config, Secrets } from '../../core/config.ts';
import { agesIn, isAgeRecipient, newAgeIdentity } from '../../core/crypto/age.ts';
import { openKeyring } from '../../core/crypto/keyring.ts';
import { systemRandom } from '../../core/crypto/random.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { erasuresFile, keysFolder, openDataFolder } from '../../core/data-folder.ts';
import { applyPendingErasures } from '../../core/erasure/erasure-ledger.ts';
import { readLedger } from '../../core/erasure/erasure-ledger-file.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { readArchive, writeArchive } from '../../core/move/archive-file.ts';
import { type OpenKernel, openKernel } from '../../core/open-kernel.ts';
import { OperatorFault } from '../../core/operator-fault.ts';

type Flags = Readonly<Record<string, string | boolean | undefined>>;
type Say = (line: string) => void;

type Doc = { readonly usage: string; readonly about: string };
type BackupCommand = Doc & {
  /** @returns the exit code */
  readonly run: (open: { readonly kernel: Kernel }, args: readonly string[], flags: Flags) => Promise<number>;
};
type RestoreCommand = Doc & {
  readonly run: (
    installation: { readonly config: Config; readonly secrets: Secrets },
    args: readonly string[],
    flags: Flags,
  ) => Promise<number>;
};

/** What the commands need of the whole product. */
export type Product = {
  readonly holders: readonly PersonalDataHolder[];
  /** Starts the product on an open kernel, asks it something, and stops it. @throws when it does not answer */
  readonly opens: (open: OpenKernel, secrets: Secrets) => Promise<string>;
};

/** Commands of an installation that runs. @param say prints a line */
export const backupCommands = (say: Say, product: () => Product): Readonly<Record<string, BackupCommand>> => ({
  backup: {
    usage: 'backup FILE [--recipient age1…]',
    about:
      'Writes database and sealed files of one moment into one file, sealed for BACKUP_RECIPIENTS or the recipient.',
    run: async ({ kernel }, [file], flags) => {
      if (file === undefined) throw new OperatorFault('give the name of the file to write');
      const recipients = recipientsOf(kernel.config, flags['recipient']);
      let manifest: Manifest | undefined;
      const told = teller(say);
      const content = makeBackup(kernel, {
        recipients,
        onProgress: ({ what, done, about }) =>
          told(`${what}: ${megabytes(done)} of about ${megabytes(about)} (${Math.floor((done / about) * 100)} %)`),
        onManifest: made => {
          manifest = made;
        },
      });
      const size = await writeArchive(file, content);
      if (!manifest) throw new Error('a backup without a manifest');
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const { id, at, files, audit, erasures } = manifest;
      await keepProof(kernel, {
        kind: 'backup',
        ok: true,
        found: {
          backup: id,
          of: at,
          tables: manifest.tables.length,
          rows,
          files: files.count,
          bytes: size,
          manifest: hashToken(manifest.signature).toString('hex'),
          auditSeq: audit.seq,
          auditHash: audit.hash,
          erasures,
          recipients: recipients.length,
        },
      });
      say(`${file}: ${rows} rows of ${manifest.tables.length} tables and ${files.count} files, ${size} bytes.`);
      if (manifest.missing.length > 0) say(`${manifest.missing.length} files were removed while the backup was made.`);
      say('The keyring is not in it: keep keys/keyring.json apart, and the ledger erasures/ledger.jsonl beside it.');
      return 0;
    },
  },
  'restore-drill': {
    usage: 'restore-drill FILE --identity FILE',
    about: 'Restores a backup into a throw-away installation and proves that everything is there; keeps a record.',
    run: async ({ kernel }, [file], flags) => {
      if (file === undefined) throw new OperatorFault('give the file of the backup');
      const identities = await identitiesIn(flags['identity']);
      const told = teller(say);
      const findings = await drillRestore(kernel, {
        identities,
        source: await readArchive(file),
        ...product(),
        onFinding: ({ what, ok, detail }) => say(`${ok ? 'ok  ' : 'FAIL'}  ${what} (${detail})`),
        onProgress: ({ what, done }) => told(`${what}: ${megabytes(done)}`),
      });
      const ok = findings.every(finding => finding.ok);
      const { id } = await keepProof(kernel, {
        kind: 'restore-drill',
        ok,
        found: { findings: findings.map(({ what, ok, detail }: Finding) => ({ what, ok, detail })) },
      });
      say(`${ok ? 'All of it holds' : 'The drill FAILED'}; kept as ${id}.`);
      return ok ? 0 : 1;
    },
  },
});

/** Commands of an installation that is not there yet. @param say prints a line */
export const restoreCommands = (
  say: Say,
  { holders }: Pick<Product, 'holders'>,
): Readonly<Record<string, RestoreCommand>> => ({
  'backup-key': {
    usage: 'backup-key FILE',
    about: 'Makes a key pair for backups: the secret half into FILE, to be kept far from this machine.',
    run: async (_, [file]) => {
      if (file === undefined) throw new OperatorFault('give the name of the file for the secret key');
      const { identity, recipient } = await newAgeIdentity();
      const lines = `# created: ${systemClock.now().toISOString()}\n# public key: ${recipient}\n${identity}\n`;
      await writeFile(file, lines, { mode: 0o600, flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
        throw new OperatorFault(
          cause.code === 'EEXIST' ? `there is a file ${file} already` : `cannot write ${file}: ${cause.code}`,
          { cause },
        );
      });
      say(`BACKUP_RECIPIENTS=${recipient}`);
      say(
        `Backups sealed for it open with ${file} alone. Keep that file where backups are not, and not on this server.`,
      );
      return 0;
    },
  },
  restore: {
    usage: 'restore FILE --identity FILE [--erasures FILE | --no-erasures]',
    about: 'Restores a backup into an empty installation that has its keyring; --finish goes on after a fault.',
    run: async ({ config, secrets }, [file], flags) => {
      await openDataFolder(config.dataDir);
      if (flags['finish'] !== true) {
        if (file === undefined) throw new OperatorFault('give the file of the backup');
        const keyring = await openKeyring(keysFolder(config.dataDir), {
          clock: systemClock,
          random: systemRandom,
          createIfMissing: false,
        });
        const identities = await identitiesIn(flags['identity']);
        await putLedger(config, flags, keyring.verifiers());
        const told = teller(say);
        const manifest = await loadBackup(
          { config, secrets, keyring },
          {
            identities,
            source: await readArchive(file),
            onProgress: ({ what, done }) => told(`${what}: ${megabytes(done)}`),
          },
        );
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        say(
          `${rows} rows of ${manifest.tables.length} tables and ${manifest.files.count} files are back, as of ${manifest.at}.`,
        );
      }
      const open = await openKernel({ ...config, logLevel: 'error' }, secrets, {
        maxConnections: 4,
        finishesRestore: true,
      });
      try {
        const applied = await applyPendingErasures(open.kernel, holders);
        await open.kernel.transaction(kernel =>
          kernel.audit.record(kernel.db, {
            actor: 'system:command-line',
            action: 'backup.restore',
            subject: 'database',
            details: { erasures: applied },
          }),
        );
        await finishRestore(open.kernel.pool);
        say(
          `${applied} erasures that came after the backup were carried out. Run doctor and verify-audit, then start the server.`,
        );
      } finally {
        await open.close();
      }
      return 0;
    },
  },
});

/** Whoever was erased after the backup is named in the ledger alone: without it nothing is restored by accident. */
async function putLedger(config: Config, flags: Flags, verifiers: Parameters<typeof readLedger>[1]): Promise<void> {
  const place = erasuresFile(config.dataDir);
  const given = flags['erasures'];
  if (typeof given === 'string') {
    const ledger = await readFile(given).catch((cause: NodeJS.ErrnoException) => {
      throw new OperatorFault(`cannot read ${given}: ${cause.code}`, { cause });
    });
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    await writeFile(place, ledger, { mode: 0o600 });
  }
  const { entries, faults } = await readLedger(place, verifiers);
  const [fault] = faults;
  if (fault) throw new OperatorFault(`the ledger of erasures ${place} is not whole: line ${fault.line} ${fault.what}`);
  if (entries.length === 0 && flags['no-erasures'] !== true)
    throw new OperatorFault(
      `there is no ledger of erasures at ${place}, so people who were erased after the backup would come back. Give the newest copy with --erasures FILE. If nobody was ever erased here, say so with --no-erasures.`,
    );
}

function recipientsOf(config: Config, flag: string | boolean | undefined): readonly string[] {
  const recipients = typeof flag === 'string' ? flag.split(/[\s,]+/) : config.backup.recipients;
  if (recipients.length === 0)
    throw new OperatorFault(
      'nobody is named who could open the backup: set BACKUP_RECIPIENTS or give --recipient age1…; telltale backup-key makes a key pair',
    );
  const wrong = recipients.find(recipient => !isAgeRecipient(recipient));
  if (wrong !== undefined) throw new OperatorFault(`${wrong} is no recipient: it must be an age public key, age1…`);
  return recipients;
}

async function identitiesIn(file: string | boolean | undefined): Promise<string[]> {
  if (typeof file !== 'string')
    throw new OperatorFault('give the file of the secret key that backups are sealed for: --identity FILE');
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot read ${file}: ${cause.code}`, { cause });
  });
  const identities = agesIn(text);
  if (identities.length === 0) throw new OperatorFault(`${file} holds no secret key of age`);
  return identities;
}

/** Prints at most a line a second. */
function teller(say: Say): Say {
  let last = 0;
  return line => {
    const now = systemClock.now().getTime();
    if (now - last < 1000) return;
    last = now;
    say(line);
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
