// Commands that check what somebody has in hand; they need neither a database nor an installation.
import { systemClock } from './core/clock.ts';
import { readConfig } from './core/config.ts';
import { openKeyring } from './core/crypto/keyring.ts';
import { systemRandom } from './core/crypto/random.ts';
import { type Verifier, verifiersFromKeySet } from './core/crypto/signing.ts';
import { keysFolder } from './core/data-folder.ts';
import { openFetch } from './core/fetch.ts';
import { OperatorFault } from './core/operator-fault.ts';
import { describeVerdict, fetchRecord, verifyLog } from './record/index.ts';
import { verifyBundleFile } from './reports/index.ts';

export type Flags = Readonly<Record<string, string | boolean | undefined>>;
export type DetachedCommand = {
  readonly usage: string;
  readonly about: string;
  /** @returns the exit code */
  readonly run: (args: readonly string[], flags: Flags) => Promise<number>;
};

/** @param say prints a line @param readText gives a file's text, or says why not */
export function verifyCommands(
  say: (line: string) => void,
  readText: (file: string) => Promise<string>,
): Readonly<Record<string, DetachedCommand>> {
  const tell = (verdict: ReturnType<typeof verifyLog>): number => {
    for (const line of describeVerdict(verdict)) say(line);
    return verdict.ok ? 0 : 1;
  };
  const verifyFromServer = async (address: string): Promise<number> => {
    const { fetch, close } = openFetch();
    try {
      const found = await fetchRecord(fetch, address);
      if (!found) throw new OperatorFault(`${new URL(address).origin} has no log, no statistics or no keys.`);
      return tell(verifyLog(found.log, verifiersIn(found.keys, address), found.statistics));
    } finally {
      await close();
    }
  };
  return {
    'verify-statistics': {
      usage: 'verify-statistics LOG [STATISTICS] [--keys FILE]',
      about:
        "Checks a program's public log and counts its figures anew; LOG is a file or the https address of a program.",
      run: async ([source, statistics], flags) => {
        if (source === undefined) throw new OperatorFault('give the file of a log, or the https address of a program.');
        if (/^https:/.test(source)) return verifyFromServer(source);
        const keys = flags['keys'];
        const verdict = verifyLog(
          await readText(source),
          typeof keys === 'string' ? verifiersIn(await readText(keys), keys) : await ownVerifiers(),
          statistics === undefined ? undefined : await readText(statistics),
        );
        return tell(verdict);
      },
    },
    'verify-bundle': {
      usage: 'verify-bundle FILE [--keys FILE]',
      about: "Checks an evidence bundle; with the server's public keys on any machine.",
      run: async ([file], { keys }) => {
        if (file === undefined) throw new OperatorFault("give the bundle's file.");
        const verifiers = typeof keys === 'string' ? verifiersIn(await readText(keys), keys) : await ownVerifiers();
        const { ok, lines } = await verifyBundleFile(file, verifiers);
        for (const line of lines) say(line);
        return ok ? 0 : 1;
      },
    },
  };
}

function verifiersIn(text: string, from: string): Verifier[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const verifiers = verifiersFromKeySet(value);
  if (!verifiers) throw new OperatorFault(`the keys from ${from} are no key set of Telltale's`);
  return verifiers;
}

/** The keys of the installation that this command runs in. */
async function ownVerifiers(): Promise<Verifier[]> {
  const folder = keysFolder(readConfig().config.dataDir);
  const keyring = await openKeyring(folder, { clock: systemClock, random: systemRandom, createIfMissing: false }).catch(
    (cause: unknown) => {
      throw new OperatorFault(`there is no keyring in ${folder}: give the program's public keys with --keys FILE`, {
        cause,
      });
    },
  );
  return keyring.verifiers();
}
