// What an application wants of cars, and the smallest set of permissions that gives it. Pure.
import { isScopeName, type ScopeName, scopes } from '../../catalog/scopes.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import { type Command, commands, isCommand } from '../../catalog/vehicle-endpoints.ts';

/** What a developer has picked. */
export type VehicleAccess = {
  readonly signals: readonly SignalId[];
  readonly commands: readonly Command[];
  /** Permissions without which the application is of no use; all others an owner may refuse. */
  readonly required: readonly ScopeName[];
};

const isSignal = (name: string): name is SignalId => Object.hasOwn(signals, name);

/** Keeps what exists; what is required must follow from what was picked. */
export function readAccess(picked: {
  readonly signals?: readonly string[] | undefined;
  readonly commands?: readonly string[] | undefined;
  readonly required?: readonly string[] | undefined;
}): VehicleAccess {
  const access = {
    signals: [...new Set(picked.signals ?? [])].filter(isSignal),
    commands: [...new Set(picked.commands ?? [])].filter(isCommand),
    required: [],
  };
  const needed = permissionsFor(access);
  return { ...access, required: needed.filter(name => (picked.required ?? []).includes(name)) };
}

/** The permissions that the picked signals and commands need, and not one more, in the order of consent pages. */
export function permissionsFor(access: Pick<VehicleAccess, 'signals' | 'commands'>): ScopeName[] {
  const needed = new Set<string>([
    ...access.signals.map(id => signals[id].permission),
    ...access.commands.map(command => commands[command].permission),
  ]);
  return scopes.map(({ name }) => name).filter(name => needed.has(name));
}

/** The access as an OAuth `scope` value (vehicle-platform §4.2); empty when nothing was picked. */
export const scopeOf = (access: VehicleAccess): string =>
  permissionsFor(access)
    .map(name => (access.required.includes(name) ? `required:${name}` : name))
    .join(' ');

/** As stored: one word for each thing. */
export const writeAccess = ({ signals, commands, required }: VehicleAccess): string[] => [
  ...signals.map(id => `signal:${id}`),
  ...commands.map(command => `command:${command}`),
  ...required.map(name => `required:${name}`),
];

/** What was stored; things that the catalog no longer has are passed over. */
export function readStoredAccess(words: readonly string[] | null): VehicleAccess {
  const of = (kind: string) =>
    (words ?? []).flatMap(word => (word.startsWith(`${kind}:`) ? [word.slice(kind.length + 1)] : []));
  return readAccess({ signals: of('signal'), commands: of('command'), required: of('required').filter(isScopeName) });
}
