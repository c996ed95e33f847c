// Marks on the disk of this machine: which mails were ended. A killed process leaves them, so the next one knows, not guesses.
import fs from 'node:fs';
import path from 'node:path';
import type { Random } from '../crypto/random.ts';
import { mailEndsFolder } from '../data-folder.ts';
import { newUuid } from '../ids.ts';

export type MailEnds = {
  /** Names the folder of marks and the time for which they can be relied on; kept with what is to be looked up here later. */
  readonly place: string;
  /**
   * Leaves the mark of one end; synchronous, so that nothing lies between the mark and the end. Of all who try, in
   * whatever process, one succeeds.
   * @param end a UUID
   * @returns whether it was not there before
   */
  mark(end: string): boolean;
  /** Removes a mark that nobody will ask for again. */
  forget(end: string): void;
};

/**
 * Opens the marks of this installation on this machine. What a process wrote outlives the process, but not surely a loss
 * of power: every start of the machine has a place of its own. Those of others stay: another machine may work on the same
 * folder.
 * @param bootId names this start of the machine; without one no other process relies on our marks
 */
export function openMailEnds(dataDir: string, random: Random, bootId = readBootId() ?? newUuid(random)): MailEnds {
  const folder = path.join(mailEndsFolder(dataDir), bootId);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (end: string): string => path.join(folder, end);
  return {
    place: placeOf(folder, random),
    mark: end => createOnce(fileOf(end)),
    forget: end => fs.rmSync(fileOf(end), { force: true }),
  };
}

/** A folder that was lost and made anew on a machine that has not restarted is another place. */
function placeOf(folder: string, random: Random): string {
  const file = path.join(folder, 'place');
  const draft = `${file}-${newUuid(random)}`;
  fs.writeFileSync(draft, newUuid(random), { mode: 0o600 });
  try {
    // Whole or not at all, also for another process that starts now.
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  fs.rmSync(draft);
  return fs.readFileSync(file, 'utf8');
}

function createOnce(file: string): boolean {
  try {
    fs.closeSync(fs.openSync(file, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Linux alone names its starts (random(4)). */
function readBootId(): string | undefined {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return;
  }
}
