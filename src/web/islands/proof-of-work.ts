// Solves the challenge of a form in a worker and sends the form, which its sender has asked for already.

type Challenge = { readonly challenge: string; readonly salt: string; readonly maxnumber: number };

/** Where no worker can run, the words for a wait stay as the server wrote them. */
export function wake(element: HTMLElement): void {
  const form = element.closest('form');
  const field = element.querySelector<HTMLInputElement>('[name=altcha]');
  const note = element.querySelector('.work-note');
  const { challenge: text, worker: source } = element.dataset;
  if (!form || !field || !note || text === undefined || source === undefined) return;
  // Written by the server.
  const challenge = JSON.parse(text) as Challenge;
  let worker: Worker;
  try {
    worker = new Worker(ownScript(source), { type: 'module' });
  } catch {
    return;
  }
  const wait = element.querySelector('.work-wait');
  wait?.setAttribute('hidden', '');
  note.textContent =
    'Many reports came from your network today. Your browser does a short calculation, then sends this one. You need to do nothing.';
  const send = form.querySelector<HTMLButtonElement>('button[name=intent][value=send]');

  /** Until it is solved nothing is sent; what is only looked at (preview, score) may be. */
  const hold = (event: SubmitEvent): void => {
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    if (event.target !== form || (button !== null && button.value !== 'send')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const letGo = (): void => {
    document.removeEventListener('submit', hold, true);
    worker.terminate();
  };
  document.addEventListener('submit', hold, true);

  worker.addEventListener('message', ({ data }: MessageEvent<number | null>) => {
    letGo();
    if (data === null) return fail();
    field.value = btoa(JSON.stringify({ ...challenge, number: data }));
    note.textContent = 'Done. Sending…';
    form.requestSubmit(send);
  });
  worker.addEventListener('error', () => {
    letGo();
    fail();
  });
  worker.postMessage(challenge);

  function fail(): void {
    wait?.removeAttribute('hidden');
    if (note) note.textContent = '';
  }
}

type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
};
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('telltale-own-worker', { createScriptURL: url => url });

/** The page's policy wants addresses of scripts vouched for; this one is our own asset, named by the server. */
const ownScript = (url: string): string => policy?.createScriptURL(url) ?? url;
