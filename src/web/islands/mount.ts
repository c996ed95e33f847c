// Wakes the interactive parts of a page: each element with `data-island` gets the script of that name, and no other.

type Island = (element: HTMLElement) => void;

/**
 * A form is sent once, however often its button is pressed: a second one would do it again, or break off the answer.
 * After eight seconds it may be that none comes. What the form's own scripts hold back does not count.
 */
function sendOnce(form: HTMLElement): void {
  let rests = 0;
  form.addEventListener('submit', event => {
    if (event.timeStamp < rests) event.preventDefault();
    else if (!event.defaultPrevented) rests = event.timeStamp + 8000;
  });
}

const islands: Record<string, (element: HTMLElement) => Promise<{ wake: Island }>> = {
  'confirm-leave': () => import('./confirm-leave.ts'),
  'brand-list': () => import('./brand-list.ts'),
  copy: () => import('./copy.ts'),
  // Big, and of another module: the page says where it is.
  cvss: element => import(element.dataset['islandSource'] ?? ''),
  draft: () => import('./draft.ts'),
  'draft-sent': () => import('./draft-sent.ts'),
  encrypt: () => import('./encrypt.ts'),
  'frame-height': () => import('./frame-height.ts'),
  'find-box': () => import('./find-box.ts'),
  'file-drop': () => import('./file-drop.ts'),
  'live-note': () => import('./live-note.ts'),
  'local-time': () => import('./local-time.ts'),
  once: async () => ({ wake: sendOnce }),
  passkey: () => import('./passkey.ts'),
  'popup-answer': () => import('./popup-answer.ts'),
  'proof-of-work': () => import('./proof-of-work.ts'),
  'queue-keys': () => import('./queue-keys.ts'),
  'reload-soon': () => import('./reload-soon.ts'),
  'reply-picker': () => import('./reply-picker.ts'),
  'scope-check': () => import('./scope-check.ts'),
  selection: () => import('./selection.ts'),
  'submit-on-change': () => import('./submit-on-change.ts'),
};

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
  for (const name of element.dataset['island']?.split(' ') ?? []) {
    void islands[name]?.(element).then(({ wake }) => wake(element));
  }
}
