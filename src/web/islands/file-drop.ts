// Lets a person drop or paste files onto a file field, see what is chosen and take some back.

/** Turns a `FileInput` into a place to drop on. The field itself stays what is sent. */
export function wake(zone: HTMLElement): void {
  const input = zone.querySelector('input');
  const list = zone.querySelector('ul');
  const note = zone.querySelector<HTMLElement>('.file-note');
  if (!input || !list || !note) return;
  zone.querySelector('.file-drop-words')?.removeAttribute('hidden');
  const limits = {
    files: input.multiple ? Number(zone.dataset['maxFiles'] ?? Infinity) : 1,
    bytes: Number(zone.dataset['maxBytes'] ?? Infinity),
  };
  let chosen: File[] = [];

  const show = (words: string) => {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    list.hidden = chosen.length === 0;
    list.replaceChildren(...chosen.map(file => row(file, () => take(file))));
    note.textContent = words;
  };
  const take = (file: File) => {
    chosen = chosen.filter(other => other !== file);
    show(`${file.name} was taken off the list.`);
    input.focus();
  };
  const add = (files: Iterable<File>) => {
    const refused: string[] = [];
    for (const file of files) {
      if (!input.multiple) chosen = [];
      if (file.size > limits.bytes) refused.push(`${file.name} is larger than ${sizeText(limits.bytes)}.`);
      else if (chosen.length >= limits.files) refused.push(`${file.name}: no more than ${limits.files} files.`);
      else if (!chosen.some(other => isSame(other, file))) chosen.push(file);
    }
    show([...refused, `${chosen.length} ${chosen.length === 1 ? 'file' : 'files'} chosen.`].join(' '));
  };

  input.addEventListener('change', () => add([...(input.files ?? [])]));
  input.form?.addEventListener('reset', () => {
    chosen = [];
    show('');
  });
  document.addEventListener('paste', event => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    add(files);
  });
  for (const type of ['dragover', 'dragleave', 'drop'] as const) {
    zone.addEventListener(type, event => {
      event.preventDefault();
      zone.classList.toggle('file-drop-over', type === 'dragover');
      if (type === 'drop') add(event.dataTransfer?.files ?? []);
    });
  }
}

function row(file: File, onTake: () => void): HTMLLIElement {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.className = 'file-name';
  name.textContent = file.name;
  const facts = document.createElement('span');
  facts.className = 'file-facts';
  facts.textContent = [file.type, sizeText(file.size)].filter(Boolean).join(', ');
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.className = 'button button-quiet button-small';
  remove.textContent = 'Remove';
  remove.setAttribute('aria-label', `Remove ${file.name}`);
  remove.addEventListener('click', onTake);
  item.append(name, facts, remove);
  return item;
}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
