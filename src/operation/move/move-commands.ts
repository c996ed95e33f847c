// A whole program out of this installation and into another, from the command line.
import type { Kernel } from '../../core/kernel.ts';
import { readArchive, writeArchive } from '../../core/move/archive-file.ts';
import type { ArchiveEnd } from '../../core/move/archive-shape.ts';
import { describeImport } from '../../core/move/describe-move.ts';
import { exportProgram, newPassphraseKey } from '../../core/move/export-program.ts';
import { importProgram } from '../../core/move/import-program.ts';
import { readMovePlan } from '../../core/move/move-plan.ts';
import { readPassphrase } from '../../core/move/passphrase.ts';
import { OperatorFault } from '../../core/operator-fault.ts';

type Flags = Readonly<Record<string, string | boolean | undefined>>;

type MoveCommand = {
  readonly usage: string;
  readonly about: string;
  /** @returns the exit code */
  readonly run: (open: { readonly kernel: Kernel }, args: readonly string[], flags: Flags) => Promise<number>;
};

/** @param say prints a line */
export const moveCommands = (say: (line: string) => void): Readonly<Record<string, MoveCommand>> => ({
  'export-program': {
    usage: 'export-program FILE [--passphrase-file FILE]',
    about: 'Writes the whole program into one file, sealed with a passphrase, for another installation.',
    run: async ({ kernel }, [file], flags) => {
      if (file === undefined) throw new OperatorFault('give the name of the file to write');
      const passphrase = await readPassphrase(passphraseFile(flags), true);
      const key = await newPassphraseKey(passphrase, kernel.random);
      let end: ArchiveEnd | undefined;
      const content = exportProgram(kernel, 'system:command-line', key, {
        onEnd: reached => {
          end = reached;
        },
      });
      const size = await writeArchive(file, content);
      const rows = Object.values(end?.rows ?? {}).reduce((sum, count) => sum + count, 0);
      say(`${file}: ${rows} rows and ${end?.files ?? 0} files, ${size} bytes.`);
      for (const missing of end?.missing ?? [])
        say(`The file ${missing} has no content here and is not in the archive.`);
      say(
        'Whoever has the file and the passphrase can read everything. Keep them apart, and destroy the file once it is imported.',
      );
      return 0;
    },
  },
  'import-program': {
    usage: 'import-program FILE [--dry-run] [--passphrase-file FILE]',
    about: 'Takes such a file into an empty installation; --dry-run does everything, tells it, and takes it back.',
    run: async ({ kernel }, [file], flags) => {
      if (file === undefined) throw new OperatorFault('give the file of the archive');
      const source = await readArchive(file);
      const passphrase = await readPassphrase(passphraseFile(flags), false);
      const isTrial = flags['dry-run'] === true;
      const summary = await importProgram(kernel, source, passphrase, { isTrial });
      for (const line of describeImport(summary, await readMovePlan(kernel.db))) say(line);
      say('');
      say(
        isTrial
          ? 'Everything fits. Nothing was kept: run it again without --dry-run.'
          : 'The program is here. Run doctor and verify-audit, start the server, and let the old one answer no more.',
      );
      return 0;
    },
  },
});

const passphraseFile = (flags: Flags): string | undefined => {
  const file = flags['passphrase-file'];
  return typeof file === 'string' ? file : undefined;
};
