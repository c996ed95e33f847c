// An alert in words. Pure.
import { commandLabel, permissionOf } from '../../vehicles/index.ts';
import { permissionWord } from '../permission-words.ts';
import type { Alert, AlertKind, How } from './alert.ts';

/** "Evergreen Charging read your car for the first time: odometer." */
export function alertSentence({ kind, signal }: Pick<Alert, 'kind' | 'signal'>, app: string): string {
  const what = dataWord(signal);
  const command = commandLabel(signal);
  switch (kind) {
    case 'first-read':
      return command === undefined
        ? `${app} read something of your car for the first time: ${what}.`
        : `${app} used your car for the first time: it told it to ${command}.`;
    case 'first-sensitive':
      return command === undefined
        ? `${app} read your ${what} for the first time.`
        : `${app} told your car to ${command}, for the first time with the permission for ${what}.`;
    case 'after-silence':
      return `${app} came back after 30 days or more without a read: ${what}.`;
    case 'beyond-pattern':
      return `${app} used ${what} far more often within a day than apps usually need it.`;
  }
}

const dataWord = (signal: string): string => permissionWord(permissionOf(signal) ?? signal);

export const kindWords: Readonly<Record<AlertKind, { readonly label: string; readonly hint: string }>> = {
  'first-read': { label: 'An app reads my car for the first time', hint: 'Once for each access that you gave.' },
  'first-sensitive': {
    label: 'First use of location or of a command',
    hint: 'Once for each of these permissions of an app.',
  },
  'after-silence': { label: 'An app comes back after 30 silent days', hint: 'It read nothing in that time.' },
  'beyond-pattern': {
    label: 'Far more reads than usual',
    hint: 'More than every five minutes through a day; of what hardly changes, and of commands, more than 24.',
  },
};

export const howWords: Readonly<Record<How, string>> = {
  mail: 'By mail and on this page',
  page: 'On this page',
  off: 'Not at all',
};
