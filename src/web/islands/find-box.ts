// The box that finds things: `/` or Ctrl K leads to it, and what fits shows while one types. Enter opens the page of results.

type Found = { readonly href: string; readonly label: string; readonly kind: string };

const PAUSE = 150;

export function wake(form: HTMLElement): void {
  const input = form.querySelector<HTMLInputElement>('[data-search]');
  const list = form.querySelector<HTMLUListElement>('[data-find-list]');
  if (!input || !list || !(form instanceof HTMLFormElement)) return;
  document.addEventListener('keydown', event => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
    if (!isCommand) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  // Only the box of the whole product can say what fits; a page's own search leads to that page.
  const { find } = form.dataset;
  if (find === undefined) return;

  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = '';
  const look = async (): Promise<void> => {
    const typed = input.value.trim();
    asked = typed;
    if (typed === '') return show([]);
    try {
      const answer = await fetch(`${find}?q=${encodeURIComponent(typed)}`);
      const { found } = (await answer.json()) as { found: Found[] };
      if (asked === typed) show(found);
    } catch {
      // Without an answer the page of results is still an Enter away.
      show([]);
    }
  };
  const show = (found: readonly Found[]): void => {
    list.replaceChildren(
      ...found.map(({ href, label, kind }) => {
        const link = document.createElement('a');
        link.href = href;
        const what = document.createElement('span');
        what.className = 'find-kind';
        what.textContent = kind;
        link.append(label, what);
        const line = document.createElement('li');
        line.append(link);
        return line;
      }),
    );
    list.hidden = found.length === 0;
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE);
  });
  form.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === 'ArrowDown') links[Math.min(links.length - 1, at + 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? input : links[at - 1])?.focus();
    else if (event.key === 'Escape') {
      show([]);
      input.focus();
    } else return;
    event.preventDefault();
  });
  form.addEventListener('focusout', event => {
    if (!form.contains(event.relatedTarget as Node | null)) show([]);
  });
}
