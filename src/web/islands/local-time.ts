// Moves a time from the server's zone to the zone of the reader's browser, with the zone named.
import { absoluteTime } from '../time-text.ts';

/** Rewrites one `<time>`; the server's wording stays in its tooltip. */
export function wake(element: HTMLElement): void {
  const at = new Date(element.getAttribute('datetime') ?? '');
  const now = new Date(document.documentElement.dataset['now'] ?? at);
  if (Number.isNaN(at.getTime())) return;
  const local = absoluteTime(at, Intl.DateTimeFormat().resolvedOptions().timeZone, now);
  if (local === element.textContent) return;
  element.title = element.textContent ?? '';
  element.textContent = local;
}
