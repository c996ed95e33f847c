// What the consent page looks like. It says what is in the offer and nothing else about the decision.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { after } from '../../core/clock.ts';
import { CardPage, type Shell } from '../../web/frames.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox, CheckboxGroup } from '../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Offer, OfferedPermission, OfferedVehicle } from '../consent-notice.ts';
import { GRANT_FOR } from '../grant.ts';

/** Permissions travel as one field each. */
export const PERMISSION = 'allow-';

type ViewProps = {
  shell: Shell;
  offer: Offer;
  signedInAs: string;
  /** Whether a researcher's sandbox asks: then no real car can be given to it. */
  isSandbox: boolean;
  allowAction: string;
  denyAction: string;
};

type ConsentViewProps = ViewProps & {
  notice: string;
  vehicles: readonly string[];
  permissions: readonly string[];
  errors: Readonly<Record<string, string>>;
};

export function ConsentView({ shell, offer, notice, vehicles, permissions, errors, ...props }: ConsentViewProps) {
  const { application } = offer;
  const [onlyCar] = offer.vehicles.length === 1 ? offer.vehicles : [];
  const title = `Let ${application.name} use your ${onlyCar ? carName(onlyCar) : 'car'}?`;
  return (
    <CardPage shell={shell} title={title} parties={partiesOf(offer)}>
      <h1>{title}</h1>
      <p>{application.purpose}</p>
      {props.isSandbox && <SandboxNote />}
      <Form action={props.allowAction} values={{ vehicles }} errors={errors}>
        <FormErrors kept="What you ticked was kept." />
        <Hidden name="notice" value={notice} />
        {onlyCar ? <OnlyCar car={onlyCar} /> : <Cars cars={offer.vehicles} />}
        <div id="field-permissions" class="permissions">
          {(['see', 'do'] as const).map(group => (
            <PermissionGroup
              key={group}
              group={group}
              application={application.name}
              permissions={offer.permissions.filter(permission => permission.group === group)}
              ticked={permissions}
            />
          ))}
        </div>
        <HowLong at={after(shell.now, GRANT_FOR)} application={application.name} />
        <Policies offer={offer} />
        <ButtonRow even>
          <Button kind="primary" size="large">
            Allow
          </Button>
          <Button size="large" formAction={props.denyAction} formNoValidate>
            Don’t allow
          </Button>
        </ButtonRow>
        <p class="consent-signed-in">
          You are signed in as {props.signedInAs}.
          {application.organization !== application.name &&
            ` ${application.name} belongs to ${application.organization}.`}
        </p>
      </Form>
    </CardPage>
  );
}

/** For somebody whose account has no car yet: nothing can be allowed, and the way back is open. */
export function NoCarView({ shell, offer, denyAction, signedInAs, isSandbox }: ViewProps) {
  return (
    <CardPage shell={shell} title="No car to share" parties={partiesOf(offer)}>
      <h1>{isSandbox ? 'This can’t have your car' : 'There is no car in your account'}</h1>
      {isSandbox && <SandboxNote />}
      <p>
        You are signed in as {signedInAs}, and{' '}
        {isSandbox ? 'this account has no car of that sandbox' : 'no car is connected to this account'}.
        {` ${offer.application.name} gets nothing.`}
      </p>
      <Form action={denyAction}>
        <ButtonRow>
          <Button kind="primary">Go back to {offer.application.name}</Button>
        </ButtonRow>
      </Form>
    </CardPage>
  );
}

const SandboxNote = () => (
  <Callout tone="info" title="A sandbox for security research">
    <p>
      This application can reach simulated cars only, and only as their simulated owner. No real car can be given to it.
    </p>
  </Callout>
);

const partiesOf = ({ application, operator }: Offer) => [{ name: application.name }, { name: operator }];

const carName = ({ make, model }: OfferedVehicle): string => `${makeName(make)} ${model}`;

/** Makes are stored in capitals; short ones are spoken so (BMW, MINI, KIA). */
const makeName = (make: string): string =>
  make.length <= 4 ? make : make.replace(/[A-Z]+/g, word => word.charAt(0) + word.slice(1).toLowerCase());

function OnlyCar({ car }: { car: OfferedVehicle }) {
  return (
    <p class="consent-car">
      <Hidden name="vehicles" value={car.id} />
      <Icon name="car" size={24} />
      <span>
        <strong>{carName(car)}</strong>, {car.year}
      </span>
    </p>
  );
}

function Cars({ cars }: { cars: readonly OfferedVehicle[] }) {
  return (
    <CheckboxGroup
      name="vehicles"
      label="Which car?"
      look="cards"
      options={cars.map(car => ({ value: car.id, label: carName(car), hint: String(car.year) }))}
    />
  );
}

type PermissionGroupProps = {
  group: 'see' | 'do';
  application: string;
  permissions: readonly OfferedPermission[];
  ticked: readonly string[];
};

function PermissionGroup({ group, application, permissions, ticked }: PermissionGroupProps) {
  if (permissions.length === 0) return null;
  return (
    <fieldset class="field field-group">
      <legend class="field-label">
        {group === 'see' ? `What ${application} wants to see` : `What ${application} wants to do`}
      </legend>
      {permissions.map(permission => (
        <PermissionChoice
          key={permission.name}
          permission={permission}
          isTicked={permission.isRequired || ticked.includes(permission.name)}
        />
      ))}
    </fieldset>
  );
}

function PermissionChoice({ permission, isTicked }: { permission: OfferedPermission; isTicked: boolean }) {
  const { name, sentence, example, sensitivity, isRequired } = permission;
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
        label={
          <Label>
            {sentence}
            {sensitivity === 'high' && <Badge tone="attention">Sensitive</Badge>}
            {isRequired && <Badge>Required</Badge>}
          </Label>
        }
      />
    </div>
  );
}

const Label = ({ children }: { children: ComponentChildren }) => <span class="consent-permission">{children}</span>;

function HowLong({ at, application }: { at: Date; application: string }) {
  return (
    <section class="consent-note">
      <h2>For how long</h2>
      <p>
        Until <Time at={at} show="date" />, or until you take it back, which you can at any time under My cars. It ends
        sooner when {application} does not use it for 60 days.
      </p>
    </section>
  );
}

function Policies({ offer }: { offer: Offer }) {
  return (
    <section class="consent-note">
      <h2>What happens with the data</h2>
      <ul>
        <li>
          <a href={href(routes.connect.ownerPolicy)} target="_blank" rel="noopener">
            End User Privacy Policy
          </a>{' '}
          of {offer.operator}: what we keep and what you can see.
        </li>
        <li>
          <a href={offer.application.privacyPolicyUrl} target="_blank" rel="noopener noreferrer">
            Privacy policy of {offer.application.name}
          </a>
          : what happens after it received the data.
        </li>
      </ul>
    </section>
  );
}
