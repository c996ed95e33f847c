// The passphrase of an archive: how long it must be, and how the command line asks for it. Never an argument: those are seen by others.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { OperatorFault } from '../operator-fault.ts';

/** Characters. Five random words are longer; a guess costs half a second and 128 MiB. */
export const SHORTEST_PASSPHRASE = 20;

/** Whether a new archive may be sealed with it. */
export const isLongEnough = (passphrase: string): boolean => [...passphrase].length >= SHORTEST_PASSPHRASE;

/**
 * Reads it from a file's first line, or asks the terminal without showing it.
 * @param isNew ask twice and measure it, for an archive that is made now
 * @throws OperatorFault when there is none, when it is too short, or when the second differs
 */
export async function readPassphrase(file: string | undefined, isNew: boolean): Promise<string> {
  const passphrase = file === undefined ? await ask('Passphrase of the archive: ') : await firstLine(file);
  if (passphrase === '') throw new OperatorFault('there is no passphrase');
  if (isNew && !isLongEnough(passphrase))
    throw new OperatorFault(
      `the passphrase has fewer than ${SHORTEST_PASSPHRASE} characters: take five random words or more`,
    );
  if (isNew && file === undefined && (await ask('The same again: ')) !== passphrase)
    throw new OperatorFault('the two passphrases differ');
  return passphrase;
}

const firstLine = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot read the passphrase from ${file}: ${cause.code}`, { cause });
  });
  return text.split(/\r?\n/)[0] ?? '';
};

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new OperatorFault('there is no terminal to ask for the passphrase: give --passphrase-file FILE');
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
