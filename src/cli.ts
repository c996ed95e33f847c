// The operator's hand: one command each, a clear answer, and an exit code that scripts can trust.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createAdmin } from './accounts/index.ts';
import { allChecks, allLookups, modules, openApp, personalDataHolders } from './app.ts';
import { href, routes } from './catalog/routes.ts';
import { type DetachedCommand, verifyCommands } from './cli-verify.ts';
import { isConsentReceipt, verifyConsentFile } from './connect/index.ts';
import { verifyAudit } from './core/audit.ts';
import { readConfig, type Secrets } from './core/config.ts';
import { beginLookups } from './core/crypto/lookup/rotate-lookups.ts';
import { checkpointsFile } from './core/data-folder.ts';
import { type OpenKernel, openKernel } from './core/open-kernel.ts';
import { OperatorFault } from './core/operator-fault.ts';
import { describeStartFault } from './core/start-faults.ts';
import { runChecks } from './core/work/run-checks.ts';
import { prepareDemo, refuseDemoInProduction } from './demo.ts';
import { documentCommands } from './documents/index.ts';
import {
  backupCommands,
  canaryCommands,
  moveCommands,
  restoreCommands,
  type StartProduct,
} from './operation/module.ts';
import { rotateReportSearchKey, verifyInclusionFile, verifyReceiptFile } from './reports/index.ts';
import { advisoryCommands } from './trust/index.ts';

type Command = {
  readonly usage: string;
  readonly about: string;
  /** @returns the exit code */
  readonly run: (
    open: OpenKernel,
    args: readonly string[],
    flags: Readonly<Record<string, string | boolean | undefined>>,
  ) => Promise<number>;
};

const say = (line: string): void => console.log(line);

/** The whole product for a canary scan, filled with the demo. */
const startThrowAway: StartProduct = async (open, secrets) => {
  const app = await openApp(open, secrets, { work: false });
  return {
    server: app.server,
    modules,
    seed: () => prepareDemo(open.kernel, modules),
    settle: async () => {
      await app.workers.settle();
      await open.kernel.audit.settle();
    },
    close: () => app.close(),
  };
};

const commands: Readonly<Record<string, Command>> = {
  migrate: {
    usage: 'migrate',
    about: 'Brings the database schema to this version.',
    run: async () => {
      console.log('The schema is current.');
      return 0;
    },
  },
  seed: {
    usage: 'seed',
    about: "Fills an empty installation with the demo's people and data; never in production.",
    run: async ({ kernel }) => {
      if (kernel.config.environment === 'production') return fail('production takes no demo data.');
      await prepareDemo(kernel, modules);
      console.log(`Demo data is in place; ${kernel.config.dataDir}/demo.json says how to get in.`);
      return 0;
    },
  },
  'create-admin': {
    usage: 'create-admin EMAIL NAME',
    about: 'Lets an admin in: prints a link that works once, for 24 hours.',
    run: async ({ kernel }, [email, ...name]) => {
      if (email === undefined || !email.includes('@') || name.length === 0)
        return fail('give the e-mail address and the name: create-admin ada@example.com Ada Marsh');
      const { signInUrl } = await createAdmin(kernel, email, name.join(' '));
      console.log(`Open this once within 24 hours, then add a passkey or an authenticator app:\n${signInUrl}`);
      return 0;
    },
  },
  'rotate-keys': {
    usage: 'rotate-keys [--finish]',
    about: 'Makes a new key-encryption key and wraps all data keys with it; --finish goes on where it was stopped.',
    run: async ({ kernel }, _args, flags) => {
      if (flags['finish'] !== true)
        console.log(`New key-encryption key: ${(await kernel.keyring.provider.rotate()).id}`);
      const done = await kernel.vault.rewrapAll(kernel.db, ({ rewrapped, remaining }) =>
        console.log(`${rewrapped} data keys rewrapped, ${remaining} to go`),
      );
      await kernel.transaction(kernel =>
        kernel.audit.record(kernel.db, {
          actor: 'system:command-line',
          action: 'keys.rotate',
          subject: 'keyring',
          details: { rewrapped: done.rewrapped },
        }),
      );
      console.log(
        `All data keys are under the newest key. Keep the old one until every backup made before now has expired.`,
      );
      return done.remaining === 0 ? 0 : 1;
    },
  },
  'rotate-lookup-keys': {
    usage: 'rotate-lookup-keys',
    about: 'Begins a new key for each keyed hash by which people and cars are found; the server hashes anew.',
    run: async ({ kernel }) => {
      const begun = await beginLookups(kernel, 'system:command-line', allLookups());
      console.log(
        begun === 0
          ? 'Every lookup key is being replaced already.'
          : `${begun} lookup keys are begun anew. A running server hashes everything under them.`,
      );
      return begun === 0 ? 1 : 0;
    },
  },
  'rotate-search-key': {
    usage: 'rotate-search-key',
    about: 'Begins a new key for the index by which reports are found; the server indexes them anew in the background.',
    run: async ({ kernel }) => {
      console.log(
        `Search key ${await rotateReportSearchKey(kernel)} is in use. A running server indexes all reports anew.`,
      );
      return 0;
    },
  },
  'verify-audit': {
    usage: 'verify-audit',
    about: 'Checks the whole audit chain and its signed checkpoints.',
    run: async ({ kernel }) => {
      await kernel.audit.settle();
      const { entries, checkpoints, head, faults } = await verifyAudit(kernel.db, {
        verifiers: kernel.keyring.verifiers(),
        checkpointsFile: checkpointsFile(kernel.config.dataDir),
        clock: kernel.clock,
      });
      for (const { seq, what } of faults) console.log(`entry ${seq ?? '-'}: ${what}`);
      console.log(
        `${entries} entries, ${checkpoints} checkpoints, head ${head.seq} ${head.hash.toString('hex')}: ${faults.length === 0 ? 'whole' : `${faults.length} faults`}`,
      );
      return faults.length === 0 ? 0 : 1;
    },
  },
  'verify-receipt': {
    usage: 'verify-receipt FILE [REPORT or NOTICE]',
    about:
      "Checks a signed receipt of a report or of an owner's consent, and what it is about when that file is given.",
    run: async ({ kernel }, [file, about]) => {
      if (file === undefined) return fail("give the receipt's file.");
      const text = await readText(file);
      const { ok, lines } = (isConsentReceipt(text) ? verifyConsentFile : verifyReceiptFile)(
        text,
        about === undefined ? undefined : await readText(about),
        kernel.keyring.verifiers(),
      );
      for (const line of lines) console.log(line);
      return ok ? 0 : 1;
    },
  },
  'verify-inclusion': {
    usage: 'verify-inclusion FILE',
    about: 'Checks the proof that the original of a duplicate was in the audit log before it.',
    run: async ({ kernel }, [file]) => {
      if (file === undefined) return fail("give the proof's file.");
      const { ok, lines } = verifyInclusionFile(await readText(file), kernel.keyring.verifiers());
      for (const line of lines) console.log(line);
      return ok ? 0 : 1;
    },
  },
  ...moveCommands(say),
  ...backupCommands(say, () => product),
  ...canaryCommands(say, startThrowAway),
  ...advisoryCommands(say),
  ...documentCommands(say),
  doctor: {
    usage: 'doctor',
    about: 'Checks configuration, database, keys, mail and clock, and says what is wrong.',
    run: async open => {
      const { secrets } = readConfig();
      console.log('ok    configuration: readable, no faults');
      const app = await openApp(open, secrets, { work: false });
      try {
        const mail = await app.checkMail().then(
          detail => ({ claim: 'Mail can be sent.', ok: true, detail }),
          (error: Error) => ({ claim: 'Mail can be sent.', ok: false, detail: error.message }),
        );
        const results = [mail, ...(await runChecks(open.kernel, allChecks()))];
        for (const { claim, ok, detail } of results) console.log(`${ok ? 'ok  ' : 'FAIL'}  ${claim} (${detail})`);
        return results.every(({ ok }) => ok) ? 0 : 1;
      } finally {
        await app.close();
      }
    },
  },
};

type Flags = Parameters<Command['run']>[2];

/** What backups and drills need of the whole product. */
const product = {
  holders: personalDataHolders(),
  opens: async (open: OpenKernel, secrets: Secrets): Promise<string> => {
    const app = await openApp(open, secrets, { work: false });
    try {
      const { statusCode, body } = await app.server.inject(href(routes.health.ready));
      if (statusCode !== 200) throw new OperatorFault(`it answered ${statusCode} ${body}`);
      return 'it says that it is ready';
    } finally {
      await app.close();
    }
  },
};

/** Commands that need neither database nor installation, or make one. */
const detached: Readonly<Record<string, DetachedCommand>> = {
  ...verifyCommands(say, readText),
  ...Object.fromEntries(
    Object.entries(restoreCommands(say, product)).map(([name, { run, ...command }]) => [
      name,
      { ...command, run: (args: readonly string[], flags: Flags) => run(readConfig(), args, flags) },
    ]),
  ),
};

function fail(message: string): number {
  console.error(message);
  return 2;
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot read ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}`);
  });
}

function help(): string {
  return [
    'telltale COMMAND',
    '',
    ...Object.values({ ...commands, ...detached }).map(({ usage, about }) => `  ${usage.padEnd(52)}${about}`),
  ].join('\n');
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: {
      help: { type: 'boolean' },
      finish: { type: 'boolean' },
      keys: { type: 'string' },
      'dry-run': { type: 'boolean' },
      'passphrase-file': { type: 'string' },
      recipient: { type: 'string' },
      identity: { type: 'string' },
      erasures: { type: 'string' },
      find: { type: 'string' },
      'no-erasures': { type: 'boolean' },
    },
  });
  const [name, ...args] = positionals;
  const alone = name !== undefined && Object.hasOwn(detached, name) ? detached[name] : undefined;
  if (alone && values['help'] !== true) return alone.run(args, values);
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command || values['help'] === true) {
    console.log(help());
    return command || alone || name === undefined ? 0 : 2;
  }
  const { config, secrets } = readConfig();
  const open = await openKernel({ ...config, logLevel: 'error' }, secrets, { maxConnections: 4 });
  try {
    if (name !== 'doctor') await refuseDemoInProduction(open.kernel);
    return await command.run(open, args, values);
  } finally {
    await open.close();
  }
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(describeStartFault(error));
    process.exit(1);
  },
);
