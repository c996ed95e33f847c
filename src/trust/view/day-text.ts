// A day of the calendar in a sentence. Pure.
import { dateText } from '../../web/time-text.ts';
import type { Day } from '../content/content.ts';
import { startOf } from '../content/day.ts';

/** `28 Dec 2026`, the same in every zone. */
export const dayText = (day: Day): string => dateText(startOf(day), 'UTC');
