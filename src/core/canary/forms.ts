// Finds the forms of a page as the server wrote them, so that each can be filled like a person who fills everything.

export type FormField = {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly options: readonly string[];
};
export type FoundForm = {
  readonly action: string;
  readonly multipart: boolean;
  readonly fields: readonly FormField[];
  readonly buttons: readonly { name: string; value: string }[];
};

/** Every form of the page that is sent by POST. */
export function findForms(html: string): FoundForm[] {
  const outside = html.replace(/<form\b[\s\S]*?<\/form>/g, '');
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
    .filter(([, head = '']) => attribute(head, 'method')?.toLowerCase() === 'post')
    .map(([, head = '', body = '']) => {
      const id = attribute(head, 'id');
      // Fields and buttons may stand outside and name their form.
      const all = body + (id === undefined ? '' : elementsOf(outside, id));
      return {
        action: plain(attribute(head, 'action') ?? ''),
        multipart: attribute(head, 'enctype') === 'multipart/form-data',
        fields: [...inputs(all), ...areas(all), ...selects(all)],
        buttons: [...all.matchAll(/<button\b([^>]*)>/g)]
          .map(([, attributes = '']) => ({
            name: attribute(attributes, 'name') ?? '',
            value: plain(attribute(attributes, 'value') ?? ''),
          }))
          .filter(({ name }) => name !== ''),
      };
    });
}

function inputs(html: string): FormField[] {
  return [...html.matchAll(/<input\b([^>]*)>/g)]
    .map(([, text = '']) => ({ text, name: attribute(text, 'name') ?? '', type: attribute(text, 'type') ?? 'text' }))
    .filter(({ name, text }) => name !== '' && !/\sdisabled\b/.test(text))
    .map(({ text, name, type }) => ({ name, type, value: plain(attribute(text, 'value') ?? ''), options: [] }));
}

const areas = (html: string): FormField[] =>
  [...html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)].map(([, head = '', value = '']) => ({
    name: attribute(head, 'name') ?? '',
    type: 'textarea',
    value: plain(value),
    options: [],
  }));

const selects = (html: string): FormField[] =>
  [...html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)].map(([, head = '', body = '']) => ({
    name: attribute(head, 'name') ?? '',
    type: 'select',
    value: '',
    options: [...body.matchAll(/<option\b([^>]*)>/g)]
      .map(([, option = '']) => plain(attribute(option, 'value') ?? ''))
      .filter(value => value !== ''),
  }));

const elementsOf = (html: string, form: string): string =>
  [...html.matchAll(/<(?:input|button)\b[^>]*>|<(?:textarea|select)\b[\s\S]*?<\/(?:textarea|select)>/g)]
    .map(([element]) => element)
    .filter(element => attribute(element, 'form') === form)
    .join('');

const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1];

const plain = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
