// Words for what a simulated car does and says. Pure.
import { type Kind, quantities } from '../catalog/signal-values.ts';
import { type SignalId, signals } from '../catalog/signals.ts';
import type { Doing, Stretch } from '../vehicles/index.ts';

/** What a car does: alone, and within a sentence. */
export const doingWords: Readonly<Record<Doing, { readonly label: string; readonly inside: string }>> = {
  drive: { label: 'Driving', inside: 'drives' },
  away: { label: 'Parked away', inside: 'is parked away' },
  home: { label: 'Parked at home', inside: 'is parked at home' },
  charge: { label: 'Charging', inside: 'charges' },
  full: { label: 'Charged', inside: 'stands charged' },
};

/** The coming day in one sentence, for who does not see the picture. */
export const daySentence = (stretches: readonly Stretch[]): string =>
  stretches.map(({ doing, from }) => `${from.toISOString().slice(11, 16)} UTC ${doingWords[doing].inside}`).join(', ');

const isQuantity = (kind: Kind): kind is keyof typeof quantities => kind in quantities;

const rounded = (value: number, decimals: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: decimals });

/** A reading's value in words and metric units. */
export const valueWords = (signal: SignalId, value: unknown): string => {
  const { kind } = signals[signal];
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (kind === 'fraction') return `${rounded(100 * value, 1)} %`;
    const { metric, decimals } = isQuantity(kind) ? quantities[kind] : { metric: '', decimals: 2 };
    return `${rounded(value, decimals)} ${metric}`.trim();
  }
  if (Array.isArray(value)) return listWords(kind, value);
  return typeof value === 'object' && value !== undefined ? oneWords(kind, value as Fields) : '';
};

/** As `valueWords`, with numbers to the whole: what is read at a glance. */
export const roughWords = (signal: SignalId, value: unknown): string =>
  typeof value === 'number' && signals[signal].kind !== 'fraction'
    ? valueWords(signal, Math.round(value))
    : valueWords(signal, value);

type Fields = Readonly<Record<string, unknown>>;

const oneWords = (kind: Kind, value: Fields): string => {
  if (kind === 'location') return `${value['latitude']}, ${value['longitude']}`;
  if (kind === 'opening') return openWords(value);
  if (kind === 'system') return value['status'] === 'OK' ? 'OK' : `ALERT: ${value['description']}`;
  if (kind === 'capacity') return `${value['nominal']} kWh`;
  return Object.values(value).join(' ');
};

const listWords = (kind: Kind, items: readonly Fields[]): string => {
  if (kind === 'tires')
    return items
      .map(({ pressure }) => rounded(Number(pressure), 0))
      .join(', ')
      .concat(' kPa');
  if (kind === 'openings') {
    const open = items.filter(({ isOpen }) => isOpen === true).length;
    const locked = items.every(({ isLocked }) => isLocked === true) ? ', locked' : '';
    return (open === 0 ? 'all closed' : `${open} open`) + locked;
  }
  if (kind === 'texts') return items.map(String).join(', ');
  if (kind === 'troubleCodes') return items.length === 0 ? 'none' : items.map(({ code }) => code).join(', ');
  return items.length === 0 ? 'none' : `${items.length}`;
};

const openWords = ({ isOpen, isLocked }: Fields): string =>
  [isOpen === true ? 'open' : 'closed', ...(isLocked === true ? ['locked'] : [])].join(', ');
