// The demo: people, a report, a car and an app to try the product with, and a file that says how to get in.
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoPeople } from './catalog/demo-people.ts';
import { href, routes } from './catalog/routes.ts';
import type { Config } from './core/config.ts';
import { addFact, DEMO_FACT, findFact } from './core/database/installation-store.ts';
import type { Kernel } from './core/kernel.ts';
import type { DemoFacts, Module } from './core/module.ts';
import { OperatorFault } from './core/operator-fault.ts';

/** Demo data and production do not meet; the message says what to do. */
export class DemoInProduction extends OperatorFault {
  override name = 'DemoInProduction';
}

/** @throws DemoInProduction when this installation was filled with demo people and secrets that anyone can read */
export async function refuseDemoInProduction(kernel: Kernel): Promise<void> {
  if (kernel.config.environment !== 'production' || (await isSeeded(kernel)) === undefined) return;
  throw new DemoInProduction(
    "this database holds the demo's people and secrets, which are written in demo.json for anyone to read. Use another DATA_DIR or DATABASE_URL for production.",
  );
}

/** Fills an empty installation once, makes fresh sign-in links, and writes `demo.json` (mode 0600). */
export async function prepareDemo(kernel: Kernel, modules: readonly Module[]): Promise<DemoFacts> {
  let facts = await isSeeded(kernel);
  if (facts === undefined) {
    facts = await kernel.transaction(async kernel => {
      let growing: DemoFacts = {};
      for (const { seed } of modules) if (seed) growing = { ...growing, ...(await seed(kernel, growing)) };
      const system = await kernel.vault.subject(kernel, 'system');
      const sealed = system.seal(placeOfFacts, JSON.stringify(growing));
      await addFact(kernel.db, DEMO_FACT, sealed.toString('base64url'));
      return growing;
    });
  }
  for (const { refreshDemo } of modules) if (refreshDemo) facts = await refreshDemo(kernel, facts);
  await writeDemoFile(kernel.config, facts);
  return facts;
}

/** What the terminal shows: where to look, who can sign in, and a loud word on secrets. */
export function tellDemo({ publicUrl, dataDir }: Config, facts: DemoFacts): string {
  const people = Object.entries(demoPeople).map(
    ([role, { name, email }]) => `  ${role.padEnd(11)}${name.padEnd(15)}${email}`,
  );
  const places = [
    ['Report a vulnerability', routes.program.show],
    ['Triage', routes.reports.queue],
    ['Your cars and who reads them', routes.privacy.home],
    ['Developer dashboard', routes.developers.home],
    ['Mailbox of the demo', routes.operator.mailbox],
  ] as const;
  return [
    '',
    ...places.map(([label, route]) => `  ${label.padEnd(31)}${publicUrl}${href(route)}`),
    '',
    `Who can sign in (one click each on ${publicUrl}${href(routes.accounts.signIn)}):`,
    ...people,
    '',
    facts['staff']?.['signInUrl'] === undefined ? '' : `Sign in as admin, once: ${facts['staff']['signInUrl']}`,
    `DEMO SECRETS: anyone who reads ${path.join(dataDir, 'demo.json')} can act as these people. Production refuses to start on this data.`,
  ].join('\n');
}

const placeOfFacts = { table: 'core.installation', column: 'value', row: DEMO_FACT };

/** The facts that seeding left, sealed: they hold the demo application's secret. */
async function isSeeded(kernel: Kernel): Promise<DemoFacts | undefined> {
  const fact = await findFact(kernel.db, DEMO_FACT);
  if (fact === undefined) return undefined;
  const system = await kernel.vault.subject(kernel, 'system');
  return JSON.parse(system.open(placeOfFacts, Buffer.from(fact, 'base64url'))) as DemoFacts;
}

async function writeDemoFile({ dataDir }: Config, facts: DemoFacts): Promise<void> {
  const file = path.join(dataDir, 'demo.json');
  await writeFile(`${file}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
