// Copies a code to the clipboard and says so.

/** Shows the copy button of a `Copyable` and makes it work. */
export function wake(element: HTMLElement): void {
  const code = element.querySelector<HTMLElement>('[data-copy]');
  const button = element.querySelector('button');
  const note = element.querySelector('.copy-note');
  if (!code || !button || !note) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      note.textContent = 'Copied';
    } catch {
      // Clipboards may be out of reach (plain HTTP, a stern browser): then the text is marked for the person to copy.
      getSelection()?.selectAllChildren(code);
      note.textContent = 'Marked: press Ctrl+C or ⌘C to copy';
    }
    setTimeout(() => {
      note.textContent = '';
    }, 4000);
  });
}
