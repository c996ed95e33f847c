// The metrics of BOD 20-01 as text, for tables and files.
import { type BodFigures, type BodLetter, bodMeanings } from '../figures/bod-figures.ts';

export const letters = Object.keys(bodMeanings) as readonly BodLetter[];

/** @param nothing what stands where there is no middle value */
export function bodValue(bod: BodFigures, letter: BodLetter, nothing: string): string {
  if (letter === 'f')
    return Object.entries(bod.f)
      .map(([level, count]) => `${level} ${count}`)
      .join(', ');
  const value = bod[letter];
  return value === null ? nothing : String(value);
}
