// What an owner is asked before an app's access changes: the thing, and what follows from it. Pure.
import type { Grant } from '../connect/index.ts';
import type { OwnedVehicle } from '../vehicles/index.ts';
import { shortCarName } from './owner-overview.ts';
import { inWords, permissionWord } from './permission-words.ts';

export type Question = {
  readonly title: string;
  readonly consequences: readonly string[];
  /** The verb and its object. */
  readonly confirm: string;
  readonly keep: string;
  readonly tone: 'danger' | 'primary';
  readonly hidden?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string>>;
};

/** For how long an owner may let an app go on. */
export const lengths = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'a year' },
] as const;

/** "Volt and Leaf"; "cars" for an owner who has none of them any more. */
const carsInWords = (cars: readonly OwnedVehicle[]): string =>
  inWords(cars.map(car => shortCarName(car, cars))) || 'cars';

export function askToRevoke({ application: { name }, scopes }: Grant, cars: readonly OwnedVehicle[]): Question {
  return {
    title: `Revoke ${name}’s access to your ${carsInWords(cars)}?`,
    consequences: [
      `${name} can no longer ${mayWords(scopes)}. Its very next request is refused, what it has in hand to ask again stops working, and messages that wait for it are dropped.`,
      `${name} is told that its access is over. What it read before is not erased by this. To use ${name} again you would allow it anew.`,
    ],
    confirm: 'Revoke access',
    keep: 'Keep access',
    tone: 'danger',
  };
}

export function askToPause(
  { application: { name }, scopes, pausedAt }: Grant,
  cars: readonly OwnedVehicle[],
): Question | undefined {
  if (pausedAt !== undefined) return undefined;
  return {
    title: `Pause ${name}’s access to your ${carsInWords(cars)}?`,
    consequences: [
      `From this moment ${name} cannot ${mayWords(scopes)}. Its requests are refused and stand in your log; messages that wait for it are dropped.`,
      'You can resume it whenever you like, and it goes on as before. It ends by itself on the same day as without the pause.',
    ],
    confirm: 'Pause access',
    keep: 'Keep access',
    tone: 'primary',
  };
}

export function askToResume(
  { application: { name }, scopes, pausedAt }: Grant,
  cars: readonly OwnedVehicle[],
): Question | undefined {
  if (pausedAt === undefined) return undefined;
  return {
    title: `Resume ${name}’s access to your ${carsInWords(cars)}?`,
    consequences: [`From this moment ${name} can ${mayWords(scopes)} again, as you allowed it before.`],
    confirm: 'Resume access',
    keep: 'Keep it paused',
    tone: 'primary',
  };
}

export function askToNarrow(
  { application: { name }, scopes }: Grant,
  _cars: readonly OwnedVehicle[],
  permissions: readonly string[],
): Question | undefined {
  const taken = scopes.filter(scope => permissions.includes(scope));
  const left = scopes.filter(scope => !permissions.includes(scope));
  if (taken.length === 0) return undefined;
  const what = inWords(taken.map(permissionWord));
  return {
    title: `Take ${what} back from ${name}?`,
    consequences: [
      `${name} can no longer ${mayWords(taken)}. Its very next request for that is refused, and messages that tell it are dropped.`,
      left.length > 0
        ? `It can still ${mayWords(left)}. Something in the app may stop working; the app can ask you for it again, and you can say no.`
        : `That is all that ${name} may do, so its access ends.`,
    ],
    confirm: left.length > 0 ? 'Take it back' : 'Revoke access',
    keep: 'Keep it',
    tone: 'danger',
    hidden: { permissions: taken.join(' ') },
  };
}

export function askToMakeCoarse({ application: { name }, scopes, isCoarse }: Grant): Question | undefined {
  if (isCoarse || !scopes.includes('read_location')) return undefined;
  return {
    title: `Tell ${name} your location to about a kilometer?`,
    consequences: [
      `${name} learns the square of about one kilometer that your car is in, always the same one while the car stands there. It no longer learns the exact place, nor whether the car is at home.`,
      `Messages that wait and tell the exact place are dropped. If ${name} needs it exactly, it has to ask you again.`,
    ],
    confirm: 'Make it coarse',
    keep: 'Keep it precise',
    tone: 'primary',
  };
}

export function askToRenew({ application: { name }, scopes }: Grant): Question {
  return {
    title: `Until when may ${name} use your cars?`,
    consequences: [
      `${name} can ${mayWords(scopes)} until then, and not a moment longer. You can end it earlier whenever you like.`,
    ],
    confirm: 'Set the end',
    keep: 'Keep the date',
    tone: 'primary',
    values: { time: '365' },
  };
}

/** "read odometer and VIN and control locks", after "can". */
function mayWords(scopes: readonly string[]): string {
  const controls = scopes.filter(isControl).map(permissionWord);
  const reads = scopes.filter(scope => !isControl(scope)).map(permissionWord);
  return [reads.length > 0 && `read ${inWords(reads)}`, controls.length > 0 && `control ${inWords(controls)}`]
    .filter(Boolean)
    .join(' and ');
}

const isControl = (scope: string): boolean => scope.startsWith('control_');

/** The question before everything changes at once. */
export const askForAll: Readonly<Record<'pauseAll' | 'resumeAll' | 'revokeAll', Question>> = {
  pauseAll: {
    title: 'Pause every app?',
    consequences: [
      'From this moment no app can read or control any of your cars. Their requests are refused and stand in your log.',
      'You can resume them all at once or one by one, and they go on as before.',
    ],
    confirm: 'Pause every app',
    keep: 'Keep access',
    tone: 'primary',
  },
  resumeAll: {
    title: 'Resume every app that you paused?',
    consequences: [
      'They can read and control your cars again, as you allowed it before. Apps that were paused because nobody used them stay paused.',
    ],
    confirm: 'Resume every app',
    keep: 'Keep them paused',
    tone: 'primary',
  },
  revokeAll: {
    title: 'Revoke every app’s access?',
    consequences: [
      'No app can read or control any of your cars any more, and all of them are told. This cannot be undone: to use one again you would allow it anew.',
      'What apps read before is not erased by this.',
    ],
    confirm: 'Revoke every access',
    keep: 'Keep access',
    tone: 'danger',
  },
};
