// Counts the chosen rows of a table aloud, and chooses all of them with one press.

export function wake(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][form="${form.id}"]`)];
  const count = form.querySelector<HTMLElement>('[data-selection-count]');
  const all = form.querySelector<HTMLButtonElement>('[data-selection-all]');
  const before = count?.textContent ?? '';
  const tell = (): void => {
    const chosen = boxes.filter(({ checked }) => checked).length;
    if (count) count.textContent = chosen === 0 ? before : `${chosen} chosen:`;
    if (all)
      all.firstElementChild?.replaceChildren(chosen === boxes.length ? 'Choose none' : 'Choose all on this page');
  };
  for (const box of boxes) box.addEventListener('change', tell);
  if (all) {
    all.hidden = false;
    all.addEventListener('click', () => {
      const every = boxes.every(({ checked }) => checked);
      for (const box of boxes) box.checked = !every;
      tell();
    });
  }
  // Coming back by the browser's own button, the boxes may be ticked already.
  tell();
}
