// Keeps what is typed into a form in this tab, so that a crash or a wrong click loses nothing.
// The tab's own storage, not the browser's: reports are secrets, and the next user of a machine must not find them.
import { draftKey } from './draft-key.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Restores a draft into fields the server left empty, and saves every change. */
export function wake(element: HTMLElement): void {
  // Only `Form` names this island.
  const form = element as HTMLFormElement;
  const key = draftKey(form.dataset['draft'] ?? '');
  const restored = restore(form, read(key));
  if (restored > 0) showNote(form, key);
  form.addEventListener('input', () => write(key, collect(form)));
}

function textFields(form: HTMLFormElement): TextField[] {
  return [...form.querySelectorAll<TextField>('input, textarea, select')].filter(
    field =>
      field.name !== '' &&
      !['password', 'file', 'hidden', 'radio', 'checkbox', 'submit'].includes(field.type) &&
      field.autocomplete !== 'one-time-code',
  );
}

function collect(form: HTMLFormElement): Record<string, string> {
  const filled = textFields(form).filter(field => field.value !== '');
  return Object.fromEntries(filled.map(field => [field.name, field.value]));
}

function restore(form: HTMLFormElement, draft: Record<string, string>): number {
  let count = 0;
  for (const field of textFields(form)) {
    const text = draft[field.name];
    if (text === undefined || field.value !== '') continue;
    field.value = text;
    count += 1;
  }
  return count;
}

function showNote(form: HTMLFormElement, key: string): void {
  const note = document.createElement('p');
  note.className = 'draft-note';
  note.setAttribute('role', 'status');
  const discard = document.createElement('button');
  discard.type = 'button';
  discard.className = 'button button-quiet button-small';
  discard.textContent = 'Discard it';
  discard.addEventListener('click', () => {
    write(key, {});
    form.reset();
    note.remove();
  });
  note.append('What you typed earlier in this tab is back. ', discard);
  form.prepend(note);
}

function read(key: string): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}

function write(key: string, draft: Record<string, string>): void {
  try {
    if (Object.keys(draft).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage (private windows, a full disk) the form works as it does without script.
  }
}
