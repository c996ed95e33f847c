// Encrypts a report in the browser before it is sent. The library is fetched only once somebody has chosen to.

/** Shows the choice, and when it was made, sends the form with one armored message in place of its words and files. */
export function wake(element: HTMLElement): void {
  const form = element.closest('form');
  const box = element.querySelector<HTMLInputElement>('[data-encrypt]');
  const note = element.querySelector<HTMLElement>('.encryption-note');
  const target = element.querySelector('textarea');
  const keyAt = element.dataset['key'];
  if (!form || !box || !note || !target || keyAt === undefined) return;
  element.querySelector<HTMLElement>('.encryption-choice')?.removeAttribute('hidden');
  let isReady = false;
  form.addEventListener('submit', async event => {
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    // Only what is really sent: previews and checks read the words.
    if (!box.checked || isReady || button?.value !== 'send') return;
    event.preventDefault();
    note.textContent = 'Encrypting…';
    try {
      await encryptForm(form, target, keyAt);
    } catch {
      note.textContent =
        'It could not be encrypted, and nothing was sent. Try again, or encrypt it with your own tool.';
      box.focus();
      return;
    }
    note.textContent = 'Encrypted. Sending…';
    isReady = true;
    form.requestSubmit(button);
  });
}

type Words = HTMLTextAreaElement | HTMLInputElement;

async function encryptForm(form: HTMLFormElement, target: HTMLTextAreaElement, keyAt: string): Promise<void> {
  const { createMessage, encrypt, readKey } = await import('openpgp/lightweight');
  const answer = await fetch(keyAt);
  if (!answer.ok) throw new Error('no key');
  const encryptionKeys = await readKey({ armoredKey: await answer.text() });

  const fields = wordsOf(form).filter(field => field !== target);
  const text = fields
    .filter(({ value }) => value.trim() !== '')
    .map(field => `# ${labelOf(field)}\n\n${field.value}`)
    .join('\n\n');
  const message = await encrypt({ message: await createMessage({ text }), encryptionKeys });
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')];
  const files: File[] = [];
  for (const file of inputs.flatMap(input => [...(input.files ?? [])])) {
    const binary = new Uint8Array(await file.arrayBuffer());
    const armored = await encrypt({
      message: await createMessage({ binary, filename: file.name }),
      encryptionKeys,
    });
    files.push(new File([armored], `${file.name}.asc`, { type: 'text/plain' }));
  }
  // Everything is encrypted; only now the words leave the form.
  target.value = message;
  for (const field of fields) field.disabled = true;
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  for (const input of inputs) {
    const isEvidence = input.name === 'evidence';
    input.disabled = !isEvidence;
    if (isEvidence) input.files = transfer.files;
  }
}

const PLAIN = new Set(['title', 'target', 'other', 'location', 'vector', 'email', 'credit', 'encrypted']);

/** The fields whose words say what was found. */
const wordsOf = (form: HTMLFormElement): Words[] =>
  [...form.querySelectorAll<Words>('textarea, input[type=text], input:not([type])')].filter(
    ({ name }) => ['description', 'steps', 'impact'].includes(name) || (name.startsWith('claim') && !PLAIN.has(name)),
  );

const labelOf = (field: Words): string =>
  field.labels?.[0]?.querySelector('.field-label')?.textContent?.trim() ??
  field.labels?.[0]?.textContent?.replace(/\s*required\s*$/u, '').trim() ??
  field.name;
