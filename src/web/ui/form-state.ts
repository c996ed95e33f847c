// What a form was sent with and what was wrong with it, so that each field can show its own part.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Values by field name, as they came in: nothing a person typed is lost. Several for checkbox groups. */
export type FormValues = Readonly<Record<string, string | readonly string[] | undefined>>;
/** One sentence by field name: what is wrong and what to do. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

/** `scope` keeps the ids of a form apart from those of other forms on the page. */
export const FormState = createContext<{ values: FormValues; errors: FieldErrors; scope?: string | undefined }>({
  values: {},
  errors: {},
});

export type FieldBasics = {
  name: string;
  label: string;
  /** A sentence under the label: what is meant, in which form. */
  hint?: string | undefined;
  required?: boolean | undefined;
  /** What says that it is required, on pages that are not English. */
  requiredWord?: string | undefined;
  disabled?: boolean | undefined;
  /** Replaces the value and error that the surrounding `Form` holds. */
  value?: string | undefined;
  error?: string | undefined;
};

/** The id of a field, which its label, its hints and the error summary all point to. */
export function fieldId(name: string, choice?: string, scope?: string): string {
  return ['field', scope, name, choice]
    .filter(part => part !== undefined)
    .map(part => part.replace(/[^\w-]+/g, '-'))
    .join('-');
}

/** A field's value, error and the ids that tie hint and error to it. */
export function useField({ name, hint, value, error }: FieldBasics) {
  const form = useContext(FormState);
  const id = fieldId(name, undefined, form.scope);
  const shownError = error ?? form.errors[name];
  const described = [hint && `${id}-hint`, shownError && `${id}-error`].filter(Boolean).join(' ');
  const given = value ?? form.values[name];
  return {
    id,
    choiceId: (choice: string) => fieldId(name, choice, form.scope),
    error: shownError,
    values: given === undefined ? [] : typeof given === 'string' ? [given] : given,
    describedBy: described === '' ? undefined : described,
  };
}
