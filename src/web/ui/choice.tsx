// Fields where one picks instead of types: lists, radio buttons, checkboxes, switches and files.
import type { ComponentChildren } from 'preact';
import { FieldFrame, GroupFrame } from './field-frame.tsx';
import type { FieldBasics } from './form-state.ts';
import { useField } from './form-state.ts';
import { Icon } from './icons.tsx';

/** One thing to pick. `hint` shows beneath radio buttons and checkboxes. */
export type Option = {
  value: string;
  label: string;
  hint?: string | undefined;
  disabled?: boolean | undefined;
  /** Decoration at the far end; the label says everything. Not for `Select`. */
  picture?: ComponentChildren;
};
export type OptionGroup = { label: string; options: readonly Option[] };

type SelectProps = FieldBasics & {
  options: readonly (Option | OptionGroup)[];
  /** The first, empty choice, such as "Choose a target". */
  placeholder?: string | undefined;
  width?: 'short' | 'medium' | 'full' | undefined;
};

/** One of many, in the browser's own list. */
export function Select({ width = 'full', ...props }: SelectProps) {
  const field = useField(props);
  const renderOption = (option: Option) => (
    <option
      key={option.value}
      value={option.value}
      disabled={option.disabled}
      selected={field.values[0] === option.value}
    >
      {option.label}
    </option>
  );
  return (
    <FieldFrame {...props} id={field.id} error={field.error}>
      <div class={`select-box input-${width}`}>
        <select
          class="input"
          id={field.id}
          name={props.name}
          required={props.required}
          disabled={props.disabled}
          aria-invalid={field.error ? 'true' : undefined}
          aria-describedby={field.describedBy}
        >
          {props.placeholder !== undefined && <option value="">{props.placeholder}</option>}
          {props.options.map(entry =>
            'options' in entry ? (
              <optgroup key={entry.label} label={entry.label}>
                {entry.options.map(renderOption)}
              </optgroup>
            ) : (
              renderOption(entry)
            ),
          )}
        </select>
        <Icon name="chevron-down" />
      </div>
    </FieldFrame>
  );
}

type GroupProps = FieldBasics & {
  options: readonly Option[];
  /** `cards` draws a box around each, for decisions; `inline` puts short ones on one line. */
  look?: 'list' | 'cards' | 'inline' | undefined;
};

/** One of a few, all visible. */
export function RadioGroup(props: GroupProps) {
  return <ChoiceGroup {...props} type="radio" />;
}

/** Any of a few, all visible; sent as several values of one name. */
export function CheckboxGroup(props: GroupProps) {
  return <ChoiceGroup {...props} type="checkbox" />;
}

function ChoiceGroup({ look = 'list', type, ...props }: GroupProps & { type: 'radio' | 'checkbox' }) {
  const field = useField(props);
  return (
    <GroupFrame
      {...props}
      id={field.id}
      error={field.error}
      describedBy={field.describedBy}
      role={type === 'radio' ? 'radiogroup' : undefined}
    >
      <div class={`choices choices-${look}`}>
        {props.options.map(option => (
          <Choice
            key={option.value}
            id={field.choiceId(option.value)}
            type={type}
            name={props.name}
            option={{ ...option, disabled: option.disabled ?? props.disabled }}
            checked={field.values.includes(option.value)}
            // A required checkbox group cannot be said in HTML; the server says it.
            required={type === 'radio' && props.required}
          />
        ))}
      </div>
    </GroupFrame>
  );
}

type CheckboxProps = Omit<FieldBasics, 'label'> & {
  label: ComponentChildren;
  checked?: boolean | undefined;
  /** Draws a switch, for things that are on or off at once. */
  look?: 'box' | 'switch' | undefined;
};

/** Yes or no; sends `value` (`on` unless given) when ticked. */
export function Checkbox({ look = 'box', checked, value = 'on', ...props }: CheckboxProps) {
  const field = useField({ ...props, label: '' });
  return (
    <div class={field.error ? 'field field-wrong' : 'field'}>
      {field.error && (
        <p class="field-error" id={`${field.id}-error`}>
          <Icon name="circle-alert" />
          <span>{field.error}</span>
        </p>
      )}
      <Choice
        id={field.id}
        type="checkbox"
        name={props.name}
        look={look}
        option={{ value, label: props.label, hint: props.hint, disabled: props.disabled }}
        checked={checked ?? field.values.includes(value)}
        required={props.required}
        errorId={field.error ? `${field.id}-error` : undefined}
      />
    </div>
  );
}

type ChoiceProps = {
  id: string;
  type: 'radio' | 'checkbox';
  name: string;
  option: Omit<Option, 'label'> & { label: ComponentChildren };
  checked: boolean;
  required?: boolean | undefined;
  look?: 'box' | 'switch' | undefined;
  errorId?: string | undefined;
};

function Choice({ id, type, name, option, checked, required, look = 'box', errorId }: ChoiceProps) {
  // Preact types radio buttons and checkboxes apart; only checkboxes are ever given the role of a switch.
  const kind = { type, role: look === 'switch' ? 'switch' : undefined } as { type: 'checkbox'; role?: 'switch' };
  const described = [errorId, option.hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div class={look === 'switch' ? 'choice choice-switch' : 'choice'}>
      <input
        id={id}
        {...kind}
        name={name}
        value={option.value}
        checked={checked}
        required={required}
        disabled={option.disabled}
        aria-invalid={errorId ? 'true' : undefined}
        aria-describedby={described === '' ? undefined : described}
      />
      <div>
        <label for={id}>{option.label}</label>
        {option.hint && (
          <p class="choice-hint" id={`${id}-hint`}>
            {option.hint}
          </p>
        )}
      </div>
      {option.picture}
    </div>
  );
}

type FileInputProps = FieldBasics & {
  multiple?: boolean | undefined;
  /** As in HTML: `image/*,.txt`. */
  accept?: string | undefined;
  maxFiles?: number | undefined;
  /** Bytes, per file. */
  maxBytes?: number | undefined;
};

/** What can be done with the field; a screenshot is spoken of only where one is taken. */
const wordsFor = ({ accept, multiple }: FileInputProps): string => {
  if (accept !== undefined && !accept.includes('image'))
    return `Drop ${multiple ? 'files' : 'the file'} here, or choose ${multiple ? 'them' : 'it'}.`;
  return 'Drop files here, paste a screenshot, or choose them.';
};

/** Files by choosing, and with script also by drop and paste, with a list to take some back. */
export function FileInput(props: FileInputProps) {
  const field = useField(props);
  return (
    <FieldFrame {...props} id={field.id} error={field.error}>
      <div class="file-drop" data-island="file-drop" data-max-files={props.maxFiles} data-max-bytes={props.maxBytes}>
        <p class="file-drop-words" hidden>
          <Icon name="upload" /> {wordsFor(props)}
        </p>
        <input
          class="input-file"
          id={field.id}
          type="file"
          name={props.name}
          multiple={props.multiple}
          accept={props.accept}
          required={props.required}
          disabled={props.disabled}
          aria-invalid={field.error ? 'true' : undefined}
          aria-describedby={field.describedBy}
        />
        <ul class="file-list" hidden />
        <p class="file-note" role="status" />
      </div>
    </FieldFrame>
  );
}
