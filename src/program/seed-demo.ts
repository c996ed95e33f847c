// The demo's program: several hosts, one that is somebody else's, an app, simulated cars.
import { system } from '../core/actor.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { currentProgram } from './current-program.ts';
import { ownHost } from './first-program.ts';
import { makeProgramKey } from './keys/change-key.ts';
import type { Target } from './program.ts';
import { publishScope, publishSettings } from './publish-version.ts';
import type { ScopeRule } from './scope.ts';

/** Publishes the second versions of scope and settings, and a key that this server keeps. */
export async function seedProgram(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const actor = system('demo');
  const { scopeVersion, settingsVersion, ...program } = await currentProgram(kernel);
  const host = new URL(kernel.config.publicUrl).host;
  await publishScope(kernel, actor, { basedOn: scopeVersion.number, rules: demoRules(host) });
  await publishSettings(kernel, actor, {
    basedOn: settingsVersion.number,
    targets: [
      ...program.targets,
      ...demoTargets.map(target => ({ ...target, id: newId('tgt', kernel.clock, kernel.random) })),
    ],
    retiredTargets: program.retiredTargets,
    responseTargets: program.responseTargets,
    calendar: { ...program.calendar, holidays: ['2026-12-25', '2027-01-01'] },
  });
  await makeProgramKey(
    kernel,
    actor,
    /^mailto:(.+)/u.exec(kernel.config.operator.securityContact)?.[1] ?? `security@${host}`,
  );
  return facts;
}

const demoRules = (host: string): ScopeRule[] => [
  { ...ownHost(host), id: 'this-server' },
  {
    id: 'vehicle-api',
    effect: 'allow',
    match: 'exact-host',
    identifier: 'api.telltale.example',
    assetType: 'api',
    instruction: 'The vehicle API. Use a test application and simulated cars; never a token that is not yours.',
    CR: 'H',
    IR: 'H',
  },
  {
    id: 'connect',
    effect: 'allow',
    match: 'url-prefix',
    identifier: 'https://connect.telltale.example/oauth',
    assetType: 'website',
    instruction: 'Where owners give permission. Anything that shows or moves a permission is worth telling.',
    CR: 'H',
    IR: 'H',
  },
  {
    id: 'owner-app',
    effect: 'allow',
    match: 'app-id',
    identifier: 'com.telltale.owner',
    assetType: 'android',
    instruction: 'The Android app, on a device and with an account of your own.',
  },
  {
    id: 'simulated-cars',
    effect: 'allow',
    match: 'product',
    identifier: 'Vehicle simulator',
    assetType: 'vehicle_model',
    instruction: 'Break it as you like: no real car hangs on it.',
  },
  {
    id: 'real-cars',
    effect: 'deny',
    match: 'product',
    identifier: 'Vehicles of customers',
    instruction: 'Nobody’s car is for testing, not even with its owner’s permission: people drive them.',
    safetyRelevant: true,
  },
  {
    id: 'status-page',
    effect: 'deny',
    match: 'exact-host',
    identifier: 'status.telltale.example',
    instruction: 'Belongs to the company that runs it for us; report to them.',
  },
];

const demoTargets: readonly Omit<Target, 'id'>[] = [
  { name: 'Vehicle API', category: 'api', requirements: { CR: 'H', IR: 'H', AR: 'M' } },
  { name: 'Connect', category: 'website', requirements: { CR: 'H', IR: 'H' } },
  { name: 'Owner app for Android', category: 'android' },
  { name: 'Vehicle simulator', category: 'vehicle_model', requirements: { CR: 'L' } },
];
