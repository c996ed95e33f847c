// Forgets a draft once the server has what was typed.
import { draftKey } from './draft-key.ts';

/** Runs on the page that follows a sent form. */
export function wake(element: HTMLElement): void {
  try {
    sessionStorage.removeItem(draftKey(element.dataset['draft'] ?? ''));
  } catch {
    // Storage that cannot be reached holds no draft either.
  }
}
