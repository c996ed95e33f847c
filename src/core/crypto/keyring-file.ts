// The keyring's file: read with suspicion, created by exactly one process, replaced in one step.

import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { canonicalJson } from '../canonical-json.ts';
import { OperatorFault } from '../operator-fault.ts';

export type KeyringFault =
  | 'missing'
  | 'unreadable'
  | 'unwritable'
  | 'permissions'
  | 'not_json'
  | 'wrong_version'
  | 'damaged'
  | 'busy'
  | 'mismatch';

/** The keyring cannot be used. The message is one sentence for the operator. */
export class KeyringError extends OperatorFault {
  override name = 'KeyringError';
  readonly fault: KeyringFault;

  constructor(fault: KeyringFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}

const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: '32 bytes as base64url' });

const Content = Type.Object(
  {
    rootSecret: Secret,
    epochs: Type.Array(
      Type.Object({
        id: Type.String(),
        createdAt: Type.String(),
        state: Type.Union([Type.Literal('active'), Type.Literal('retired'), Type.Literal('disabled')]),
        key: Secret,
      }),
      { minItems: 1 },
    ),
    signers: Type.Array(
      Type.Object({
        name: Type.String(),
        createdAt: Type.String(),
        state: Type.Union([Type.Literal('active'), Type.Literal('retired')]),
        seed: Secret,
      }),
    ),
    /** What came with a program from another installation. */
    carried: Type.Optional(
      Type.Object(
        {
          secrets: Type.Array(Type.Object({ name: Type.String(), key: Secret }, { additionalProperties: false })),
          verifiers: Type.Array(Type.Object({ name: Type.String(), x: Secret }, { additionalProperties: false })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** What the keyring holds: the root of named secret keys, the key-encryption keys, the signing keys. */
export type KeyringContent = Static<typeof Content>;

export type KeyringFile = {
  /** The content now: read again when another process has replaced the file. */
  content(): KeyringContent;
  /** Replaces the content by what `change` makes of it; one process at a time. */
  change(change: (content: KeyringContent) => KeyringContent): void;
};

/**
 * Opens `<directory>/keyring.json`; when there is none, `create` makes the first content.
 * When two processes start at once, the file of one of them stands and both use it.
 * @throws KeyringError
 */
export function openKeyringFile(directory: string, create: (() => KeyringContent) | undefined): KeyringFile {
  const file = path.join(directory, 'keyring.json');
  if (!fs.existsSync(file)) {
    if (!create) throw new KeyringError('missing', `There is no keyring at ${file}.`);
    createFile(directory, file, create());
  }
  let known = read(directory, file);
  return {
    content: () => {
      if (identityOf(file) !== known.identity) known = read(directory, file);
      return known.content;
    },
    change: change =>
      underLock(directory, () => {
        replaceFile(directory, file, change(read(directory, file).content));
        known = read(directory, file);
      }),
  };
}

const FORMAT = 'telltale-keyring';
const VERSION = 1;

type Reading = { content: KeyringContent; identity: string };

function read(directory: string, file: string): Reading {
  const identity = identityOf(file);
  refuseOthersAccess(directory, file);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KeyringError('unreadable', `The keyring ${file} cannot be read.`, { cause });
  }
  return { content: parse(text, file), identity };
}

/** Changes with every replacement, since each is a new file. */
function identityOf(file: string): string {
  const status = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!status) throw new KeyringError('missing', `There is no keyring at ${file}.`);
  return `${status.dev}:${status.ino}:${status.mtimeNs}`;
}

function refuseOthersAccess(directory: string, file: string): void {
  for (const [at, mode] of [
    [directory, '700'],
    [file, '600'],
  ] as const) {
    if ((fs.statSync(at).mode & 0o077) !== 0) {
      throw new KeyringError('permissions', `Others may read ${at}, which holds the keys: run chmod ${mode} on it.`);
    }
  }
}

function parse(text: string, file: string): KeyringContent {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    // Without a cause: the parser's message would quote the file.
    throw new KeyringError('not_json', `The keyring ${file} is not valid JSON: restore it from its backup.`);
  }
  if (typeof whole !== 'object' || whole === null || !('format' in whole) || whole.format !== FORMAT) {
    throw new KeyringError('damaged', `The file ${file} is not a keyring.`);
  }
  const { format: _format, version, checksum, ...content } = { version: undefined, checksum: undefined, ...whole };
  if (version !== VERSION) {
    throw new KeyringError(
      'wrong_version',
      `The keyring ${file} has version ${String(version)}; this program reads version ${VERSION}.`,
    );
  }
  if (!Value.Check(Content, content) || checksum !== checksumOf(content)) {
    throw new KeyringError('damaged', `The keyring ${file} was changed or damaged: restore it from its backup.`);
  }
  return content;
}

/** Against accidents only: who may write the file may write the checksum too. */
const checksumOf = (content: KeyringContent): string => hash('sha256', canonicalJson(content), 'base64url');

const textOf = (content: KeyringContent): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, ...content, checksum: checksumOf(content) }, null, 2)}\n`;

function createFile(directory: string, file: string, content: KeyringContent): void {
  try {
    // In two steps, for the mode would count for the parents too, and the database's user must pass through those.
    fs.mkdirSync(path.dirname(directory), { recursive: true });
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const fresh = writeFresh(file, content);
    // A link fails where a file stands already, so the first process wins and no half-written file is ever seen.
    try {
      fs.linkSync(fresh, file);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    } finally {
      fs.unlinkSync(fresh);
    }
    syncDirectory(directory);
  } catch (cause) {
    throw new KeyringError('unwritable', `The keyring ${file} cannot be created.`, { cause });
  }
}

function replaceFile(directory: string, file: string, content: KeyringContent): void {
  try {
    fs.renameSync(writeFresh(file, content), file);
    syncDirectory(directory);
  } catch (cause) {
    throw new KeyringError('unwritable', `The keyring ${file} cannot be written.`, { cause });
  }
}

function writeFresh(file: string, content: KeyringContent): string {
  const fresh = `${file}.${process.pid}.new`;
  fs.rmSync(fresh, { force: true });
  fs.writeFileSync(fresh, textOf(content), { mode: 0o600, flag: 'wx', flush: true });
  return fresh;
}

function syncDirectory(directory: string): void {
  const handle = fs.openSync(directory, 'r');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}

/** A lock file with the process id in it; one left behind by a process that is gone counts for nothing. */
function underLock(directory: string, work: () => void): void {
  const lock = path.join(directory, 'keyring.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { mode: 0o600, flag: 'wx' });
      break;
    } catch (cause) {
      if (!isCode(cause, 'EEXIST'))
        throw new KeyringError('unwritable', `${directory} cannot be written to.`, { cause });
      if (attempt > 0 || isHeld(lock)) {
        throw new KeyringError('busy', `Another process is changing the keyring; if none is, remove ${lock}.`, {
          cause,
        });
      }
      fs.rmSync(lock, { force: true });
    }
  }
  try {
    work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
