// The canary scan: marked text into every input of a throw-away product, then a look at every byte that it left.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeBackup } from '../backup/make-backup.ts';
import { systemClock } from '../clock.ts';
import { newAgeIdentity } from '../crypto/age.ts';
import { addFact } from '../database/installation-store.ts';
import type { Kernel } from '../kernel.ts';
import { writeAheadCheckpoint } from './canary-store.ts';
import { type CoreDumps, findCoreDumps } from './core-dumps.ts';
import { type Marks, needlesFor, newMarks } from './marks.ts';
import { openByNature } from './open-by-nature.ts';
import { scanFolder } from './scan-bytes.ts';
import { type Coverage, sendMarks, type Target } from './send-marks.ts';

/** A product that nobody uses, on a folder of its own with its own embedded database. */
export type ThrowAway = Target & {
  /** Runs all that waits: jobs, events, mails. */
  readonly settle: () => Promise<void>;
  /** Marks what no address takes. */
  readonly also?: (markOf: (input: string) => string) => Promise<void>;
};

/** What lay open: in which file, in which form, from which input. */
export type Leak = { readonly place: string; readonly form: string; readonly input: string; readonly around: string };

export type CanaryFindings = {
  readonly coverage: Coverage;
  readonly files: number;
  readonly bytes: number;
  /** The control: text written into an open column on purpose. Unless it is found, finding nothing says nothing. */
  readonly controls: { readonly tables: boolean; readonly writeAheadLog: boolean };
  /** Inputs whose words are public by their class, and what makes them so. */
  readonly open: readonly { readonly input: string; readonly why: string }[];
  readonly leaks: readonly Leak[];
  readonly coreDumps: CoreDumps;
};

/** Whether the scan says that nothing lies open: it could find, tried everything, and found nothing. */
export const isClean = ({ coverage, controls, leaks, coreDumps }: CanaryFindings): boolean =>
  controls.tables &&
  controls.writeAheadLog &&
  coverage.inputs.every(input => coverage.sent.has(input)) &&
  leaks.length === 0 &&
  coreDumps.files.length === 0;

/** The names under which the control is written; it counts for no input. */
const CONTROL = 'the control';

/** Fills the product, and looks at every file of its data folder. Whoever opened it writes its log into that folder. */
export async function scanForCanaries(product: ThrowAway): Promise<CanaryFindings> {
  const { kernel } = product;
  const { dataDir } = kernel.config;
  // Files are dated by the machine's clock, whatever the product's says.
  const begun = systemClock.now();
  const marks = newMarks(kernel.random);
  const coverage = await sendMarks(product, marks);
  await product.also?.(marks.of);
  await product.settle();
  await backUp(kernel, dataDir);

  // Twice: in the write-ahead log a record may lie across two of its pages, with the text torn apart.
  for (const name of ['one', 'two', 'three'])
    await addFact(kernel.db, `canary-control-${name}`, `${marks.of(CONTROL)} in the open, as ${name}`);
  await writeAheadCheckpoint(kernel.db);

  const scanned = await scanFolder(dataDir, needlesFor(marks.prefix), isProgram);
  return {
    coverage,
    files: scanned.files,
    bytes: scanned.bytes,
    ...judge(scanned.finds, marks),
    coreDumps: await findCoreDumps(begun),
  };
}

/** The copy of PostgreSQL's own program is no place where anything is written. */
const isProgram = (file: string): boolean => file.startsWith('postgres-');

function judge(
  finds: Awaited<ReturnType<typeof scanFolder>>['finds'],
  marks: Marks,
): Pick<CanaryFindings, 'controls' | 'open' | 'leaks'> {
  const open = new Map<string, string>();
  const leaks: Leak[] = [];
  const controls = { tables: false, writeAheadLog: false };
  for (const { file, form, around, at } of finds) {
    const input = (form === 'text' && marks.inputAt(around.toLowerCase(), at)) || 'unknown';
    const why = openByNature(input);
    if (input === CONTROL) {
      controls.tables ||= file.startsWith('db/base/');
      controls.writeAheadLog ||= file.startsWith('db/pg_wal/');
    } else if (why !== undefined) open.set(input, why);
    else leaks.push({ place: file, form, input, around });
  }
  return { controls, open: [...open].map(([input, why]) => ({ input, why })), leaks };
}

/** A backup in the folder, for a recipient whose key nobody keeps. */
async function backUp(kernel: Kernel, dataDir: string): Promise<void> {
  const { recipient } = await newAgeIdentity();
  await mkdir(path.join(dataDir, 'backups'), { recursive: true });
  await pipeline(
    Readable.from(makeBackup(kernel, { recipients: [recipient] })),
    createWriteStream(path.join(dataDir, 'backups', 'canary.age')),
  );
}
