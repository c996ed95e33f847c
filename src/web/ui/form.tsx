// Forms that never lose input: the form itself, its summary of errors and its text fields.
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { FieldFrame } from './field-frame.tsx';
import type { FieldBasics, FieldErrors, FormValues } from './form-state.ts';
import { FormState, fieldId, useField } from './form-state.ts';
import { Icon } from './icons.tsx';

type FormProps = {
  action: string;
  method?: 'get' | 'post' | undefined;
  id?: string | undefined;
  /** A word of its own for each of several forms on a page, which keeps the ids of their fields apart. */
  scope?: string | undefined;
  /** Needed as soon as a `FileInput` is inside. */
  multipart?: boolean | undefined;
  values?: FormValues | undefined;
  errors?: FieldErrors | undefined;
  /** Keeps typed text in this tab under this name until `DraftSent` of the same name is shown, or the tab closes. */
  draft?: string | undefined;
  /** Asks before leaving with unsent text. */
  guarded?: boolean | undefined;
  /** Is sent once, however often its button is pressed: for what makes something new each time. */
  once?: boolean | undefined;
  /** Names the form for screen readers where the heading does not. */
  label?: string | undefined;
  role?: 'search' | undefined;
  children: ComponentChildren;
};

/** A form; every field inside finds its own value and error in `values` and `errors`. */
export function Form({ method = 'post', values = {}, errors = {}, ...props }: FormProps) {
  const islands = [props.draft && 'draft', props.guarded && 'confirm-leave', props.once && 'once']
    .filter(Boolean)
    .join(' ');
  return (
    <FormState.Provider value={{ values, errors, scope: props.scope }}>
      <form
        class="form"
        id={props.id}
        action={props.action}
        method={method}
        enctype={props.multipart ? 'multipart/form-data' : undefined}
        aria-label={props.label}
        role={props.role}
        data-island={islands === '' ? undefined : islands}
        data-draft={props.draft}
      >
        {props.children}
      </form>
    </FormState.Provider>
  );
}

/**
 * What is wrong, first thing in the form, each line a link to its field. Shows nothing when there are no errors.
 * `kept` says what was kept: "Your text and files were kept."
 */
export function FormErrors({ kept, title }: { kept?: string | undefined; title?: string | undefined }) {
  const { errors, scope } = useContext(FormState);
  const entries = Object.entries(errors).filter(([, text]) => text !== undefined);
  if (entries.length === 0) return null;
  return (
    <div class="form-errors" role="alert" tabIndex={-1} autofocus>
      <h2>
        <Icon name="circle-alert" size={20} />
        {title ?? (entries.length === 1 ? 'One thing to correct' : `${entries.length} things to correct`)}
      </h2>
      <ul>
        {entries.map(([name, text]) => (
          <li key={name}>
            <a href={`#${fieldId(name, undefined, scope)}`}>{text}</a>
          </li>
        ))}
      </ul>
      {kept && <p>{kept}</p>}
    </div>
  );
}

type FieldProps = FieldBasics & {
  type?: 'text' | 'email' | 'url' | 'tel' | 'search' | 'password' | 'number' | 'date' | 'datetime-local' | undefined;
  /** WHATWG autofill name: `email`, `name`, `one-time-code`, `username webauthn`, `off`. */
  autocomplete?: string | undefined;
  inputMode?: 'text' | 'numeric' | 'decimal' | 'email' | 'url' | 'tel' | 'search' | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  min?: string | number | undefined;
  max?: string | number | undefined;
  step?: string | number | undefined;
  pattern?: string | undefined;
  placeholder?: string | undefined;
  /** The id of a `datalist` with suggestions. */
  list?: string | undefined;
  readOnly?: boolean | undefined;
  spellcheck?: boolean | undefined;
  /** For codes, hosts and vectors. */
  mono?: boolean | undefined;
  /** As wide as what belongs in it. */
  width?: 'short' | 'medium' | 'full' | undefined;
  /** Stands behind the input: a unit, or a button of its own. */
  after?: ComponentChildren;
};

/** One line of text. */
export function Field({ type = 'text', width = 'full', ...props }: FieldProps) {
  const field = useField(props);
  // Preact types each kind of input apart; all of ours take the attributes below.
  const kind = { type } as { type: 'text' };
  return (
    <FieldFrame {...props} id={field.id} error={field.error}>
      <div class={`input-line input-${width}`}>
        <input
          class={props.mono ? 'input mono' : 'input'}
          id={field.id}
          name={props.name}
          {...kind}
          value={field.values[0]}
          required={props.required}
          disabled={props.disabled}
          readonly={props.readOnly}
          autocomplete={props.autocomplete}
          inputmode={props.inputMode}
          minlength={props.minLength}
          maxlength={props.maxLength}
          min={props.min}
          max={props.max}
          step={props.step}
          pattern={props.pattern}
          placeholder={props.placeholder}
          list={props.list}
          spellcheck={props.spellcheck}
          aria-invalid={field.error ? 'true' : undefined}
          aria-describedby={field.describedBy}
        />
        {props.after}
      </div>
    </FieldFrame>
  );
}

type TextAreaProps = FieldBasics & {
  rows?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  placeholder?: string | undefined;
  autocomplete?: string | undefined;
  mono?: boolean | undefined;
};

/** Several lines of text; grows with what is typed where the browser can. */
export function TextArea({ rows = 5, ...props }: TextAreaProps) {
  const field = useField(props);
  return (
    <FieldFrame {...props} id={field.id} error={field.error}>
      <textarea
        class={props.mono ? 'input mono' : 'input'}
        id={field.id}
        name={props.name}
        rows={rows}
        required={props.required}
        disabled={props.disabled}
        minlength={props.minLength}
        maxlength={props.maxLength}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete}
        aria-invalid={field.error ? 'true' : undefined}
        aria-describedby={field.describedBy}
      >
        {field.values[0]}
      </textarea>
    </FieldFrame>
  );
}

/** A value that travels with the form unseen. */
export function Hidden({ name, value }: { name: string; value: string }) {
  return <input type="hidden" name={name} value={value} />;
}

/** Put this on the page that follows a sent form: it forgets the draft kept under the name. */
export function DraftSent({ name }: { name: string }) {
  return <span hidden data-island="draft-sent" data-draft={name} />;
}
