// What a developer does to a simulated car that no owner could: time, battery, cable, errors.
import { isVehicleErrorCode, vehicleErrors } from '../../catalog/vehicle-errors.ts';
import { type CarView, forwards, type MadeCar } from '../../vehicles/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, Hidden } from '../../web/ui/form.tsx';

type ControlsProps = {
  action: string;
  car: MadeCar;
  view: CarView;
  values: Readonly<Record<string, string | undefined>>;
};

const isCable = (to: string) => to === 'charge' || to === 'full';

/** Errors that a car or its maker can be the reason of. */
const provokable = Object.keys(vehicleErrors)
  .filter(isVehicleErrorCode)
  .filter(code => /^(?:VEHICLE_STATE|CONNECTED_SERVICES_ACCOUNT|UPSTREAM|RATE_LIMIT|COMPATIBILITY)\./.test(code));

/** One small form for each thing that can be done. */
export function Controls({ action, car, view, values }: ControlsProps) {
  const told = (signal: string) => view.readings.find(reading => reading.signal === signal)?.value;
  const isPlugged = told('plugged_in');
  const isParked = view.doing !== 'drive' && view.doing !== 'away';
  return (
    <Section
      title="Change it"
      id="change"
      intro={
        <p>Commands of your application change it too, and what they change stays until the car itself undoes it.</p>
      }
    >
      <div class="car-controls">
        <Form action={action} values={{ to: 'drive', ...values }}>
          <Hidden name="do" value="forward" />
          <Select
            name="to"
            label="Put its clock ahead"
            hint="It lives through the time between at once; its clock stays ahead."
            options={Object.entries(forwards)
              .filter(([to]) => isPlugged !== undefined || !isCable(to))
              .map(([to, { label, by }]) => ({ value: to, label: by === null ? `until ${label}` : `by ${label}` }))}
          />
          <ButtonRow>
            <Button>Fast-forward</Button>
          </ButtonRow>
        </Form>
        {isPlugged !== undefined && view.doing !== 'drive' && (
          <Form action={action} values={values}>
            <Hidden name="do" value="level" />
            <Field name="level" label="Set its charge, in percent" inputMode="decimal" width="short" required />
            <ButtonRow>
              <Button>Set charge</Button>
            </ButtonRow>
          </Form>
        )}
        {isPlugged !== undefined && isParked && (
          <Form action={action}>
            <Hidden name="do" value={isPlugged === true ? 'unplug' : 'plug-in'} />
            <ButtonRow>
              <Button>{isPlugged === true ? 'Take the cable out' : 'Plug it in'}</Button>
            </ButtonRow>
          </Form>
        )}
        <Form action={action} values={{ refusal: car.life.refusal ?? '', ...values }}>
          <Hidden name="do" value="answer" />
          <Select
            name="refusal"
            label="Answer every request with"
            hint="To see what your application does when a car cannot answer."
            options={[
              { value: '', label: 'what it really says' },
              ...provokable.map(code => ({ value: code, label: code })),
            ]}
          />
          <ButtonRow>
            <Button>Set answer</Button>
          </ButtonRow>
        </Form>
      </div>
    </Section>
  );
}
