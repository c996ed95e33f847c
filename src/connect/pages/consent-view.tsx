// What the decision looks like. It says what is in the notice and nothing else; an owner can look at it again later.
import type { ComponentChildren } from 'preact';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Checkbox, CheckboxGroup, RadioGroup } from '../../web/ui/choice.tsx';
import { FormErrors, Hidden } from '../../web/ui/form.tsx';
import { Badge } from '../../web/ui/text.tsx';
import {
  COARSE,
  carName,
  type NamedPolicy,
  type NoticeContent,
  type OfferedPermission,
  type OfferedVehicle,
} from '../consent/consent-notice.ts';
import type { PolicySection } from '../consent/owner-policy.ts';
import type { Words } from '../words/english.ts';

/** Permissions travel as one field each. */
export const PERMISSION = 'allow-';

type ConsentViewProps = {
  content: NoticeContent;
  words: Words;
  /** Hash of the notice, to travel with the answer. */
  notice: string;
  /** What is switched on. */
  permissions: readonly string[];
  policy: readonly PolicySection[];
};

/** The inside of the form. */
export function ConsentView({ content, words, notice, permissions, policy }: ConsentViewProps) {
  const [onlyCar] = content.vehicles.length === 1 ? content.vehicles : [];
  return (
    <>
      <FormErrors title={words.grant.wrong} kept={words.grant.kept} />
      <Hidden name="notice" value={notice} />
      {onlyCar ? (
        <>
          <Hidden name="vehicles" value={onlyCar.id} />
          <Car car={onlyCar} />
        </>
      ) : (
        <Cars content={content} words={words} />
      )}
      <div id="field-permissions" class="permissions">
        {(['see', 'do'] as const).map(group => (
          <Group key={group} title={group === 'see' ? content.seeTitle : content.doTitle}>
            {content.permissions
              .filter(permission => permission.group === group)
              .flatMap(permission => [
                <PermissionChoice
                  key={permission.name}
                  permission={permission}
                  words={words}
                  isTicked={permission.isRequired || permissions.includes(permission.name)}
                />,
                ...(permission.name === 'read_location' && content.exactness
                  ? [<Exactness key="exactness" words={content.exactness} />]
                  : []),
              ])}
          </Group>
        ))}
        {content.permissions.some(({ isRequired }) => !isRequired) && (
          <p class="connect-small">{words.grant.optional}</p>
        )}
      </div>
      <ConsentNotes content={content} words={words} policy={policy} />
    </>
  );
}

/** How long, and under which policies; the operator's own is here to be read, the application's a link away. */
export function ConsentNotes({ content, words, policy }: Pick<ConsentViewProps, 'content' | 'words' | 'policy'>) {
  return (
    <>
      <section class="consent-note">
        <h2>{content.howLongTitle}</h2>
        <p>{content.howLong}</p>
        {content.accountSync !== null && <p>{content.accountSync}</p>}
      </section>
      <section class="consent-note">
        <h2>{content.dataTitle}</h2>
        {policy.length > 0 && (
          <details class="consent-policy">
            <summary>{content.ownerPolicy.title}</summary>
            <div class="consent-policy-text">
              {policy.map(({ title, text }) => (
                <section key={title}>
                  <h3>{title}</h3>
                  <p>{text}</p>
                </section>
              ))}
              <p>{words.grant.version(content.ownerPolicy.version ?? '')}</p>
            </div>
          </details>
        )}
        {policy.length === 0 && (
          <p>
            {content.ownerPolicy.title}, {words.grant.version(content.ownerPolicy.version ?? '')}
          </p>
        )}
        <p>
          <PolicyLink policy={content.applicationPolicy} /> ({words.grant.appPolicyNote})
        </p>
      </section>
    </>
  );
}

const PolicyLink = ({ policy: { title, url } }: { policy: NamedPolicy }) => (
  <a href={url ?? ''} target="_blank" rel="noopener noreferrer">
    {title}
  </a>
);

export const Car = ({ car }: { car: OfferedVehicle }) => (
  <p class="consent-car">
    <CarPicture model={car.model} />
    <span>
      <strong>{carName(car)}</strong>, {car.year}
    </span>
  </p>
);

function Cars({ content: { vehicles, isSingle }, words }: { content: NoticeContent; words: Words }) {
  const options = vehicles.map(car => ({
    value: car.id,
    label: carName(car),
    hint: String(car.year),
    picture: <CarPicture model={car.model} />,
  }));
  return isSingle ? (
    <RadioGroup name="vehicles" label={words.grant.which} look="cards" options={options} />
  ) : (
    <CheckboxGroup name="vehicles" label={words.grant.whichMany} look="cards" options={options} />
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren[] }) {
  if (children.length === 0) return null;
  return (
    <fieldset class="field field-group">
      <legend class="field-label">{title}</legend>
      {children}
    </fieldset>
  );
}

const Exactness = ({ words }: { words: NonNullable<NoticeContent['exactness']> }) => (
  <div class="consent-exactness">
    <RadioGroup
      name="place"
      label={words.title}
      options={[
        { value: 'precise', label: words.precise },
        { value: COARSE, label: words.coarse },
      ]}
    />
  </div>
);

type PermissionProps = { permission: OfferedPermission; words: Words; isTicked: boolean };

function PermissionChoice({ permission, words, isTicked }: PermissionProps) {
  const { name, example, isRequired } = permission;
  return (
    <div class="consent-item">
      {/* A locked switch sends nothing; this says what it shows. */}
      {isRequired && <Hidden name={PERMISSION + name} value="on" />}
      <Checkbox
        name={isRequired ? `locked-${name}` : PERMISSION + name}
        look="switch"
        checked={isTicked}
        disabled={isRequired}
        hint={example}
        label={<PermissionLabel permission={permission} words={words} />}
      />
    </div>
  );
}

/** The sentence of a permission with its marks. */
export const PermissionLabel = ({ permission, words }: Pick<PermissionProps, 'permission' | 'words'>) => (
  <span class="consent-permission">
    {permission.sentence}
    {permission.sensitivity === 'high' && <Badge tone="attention">{words.grant.sensitive}</Badge>}
    {permission.isRequired && <Badge>{words.grant.required}</Badge>}
  </span>
);
