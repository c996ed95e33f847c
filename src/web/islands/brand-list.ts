// Narrows the list of brands while one types; without script the search asks the server.

/** The letters and digits of a text, without accents. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Hides the brands that do not fit what stands in the search field. */
export function wake(element: HTMLElement): void {
  const search = document.getElementById(element.dataset['search'] ?? '');
  if (!(search instanceof HTMLInputElement)) return;
  search.addEventListener('input', () => {
    const typed = plain(search.value);
    for (const item of element.querySelectorAll('li'))
      item.hidden = !plain(item.querySelector('.brand-letter + span')?.textContent ?? '').includes(typed);
  });
}
