// Answers "is this in scope?" in place, with the very answer that the page without script would show.

/** Asks on submit, and on paste at once. */
export function wake(element: HTMLElement): void {
  const form = element.querySelector('form');
  const input = element.querySelector('input');
  const answers = element.querySelector('.scope-answers');
  const href = element.dataset['href'];
  if (!form || !input || !answers || !href) return;
  let asked = 0;

  form.addEventListener('submit', event => {
    event.preventDefault();
    void ask();
  });
  // The pasted text is in the field only after the event.
  input.addEventListener('paste', () => setTimeout(ask));

  async function ask(): Promise<void> {
    const target = input?.value.trim() ?? '';
    if (target === '' || !answers || !href) return;
    asked += 1;
    const turn = asked;
    answers.textContent = 'Checking…';
    const answer = await fetchAnswer(href, target);
    // A slow early answer must not replace a later one.
    if (turn === asked) answers.replaceChildren(answer);
  }
}

async function fetchAnswer(href: string, target: string): Promise<Node> {
  try {
    const response = await fetch(`${href}?${new URLSearchParams({ u: target })}`, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(ownPage(await response.text()), 'text/html');
    const answer = page.querySelector('[data-scope-answer]') ?? page.querySelector('.field-error');
    if (answer) return document.importNode(answer, true);
  } catch {
    return document.createTextNode('The server could not be reached. Check your connection, then try again.');
  }
  return document.createTextNode('There was no answer for this target. Try again in a minute.');
}

type TrustedTypes = {
  createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): string };
};
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('telltale-own-page', { createHTML: text => text });

/** The page's policy wants parsed HTML vouched for; this is our own page, escaped by the server, and no script of it runs. */
const ownPage = (text: string): string => policy?.createHTML(text) ?? text;
