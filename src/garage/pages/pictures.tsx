// Two small pictures of a simulated car's life, drawn on the server: its trip without a map, and its coming day.
import type { CarView, Stretch } from '../../vehicles/index.ts';
import { Time } from '../../web/ui/time.tsx';
import { daySentence, doingWords } from '../words.ts';

const SIZE = 220;
const EDGE = 16;

/** Where a trip goes: out and back, the car on it, home as a square. */
export function TripLine({ trip }: { trip: NonNullable<CarView['trip']> }) {
  const { way, here } = trip;
  const easts = way.map(({ east }) => east);
  const norths = way.map(({ north }) => north);
  const span = Math.max(0.1, Math.max(...easts) - Math.min(...easts), Math.max(...norths) - Math.min(...norths));
  const middle = (values: readonly number[]) => (Math.max(...values) + Math.min(...values)) / 2;
  const [centerEast, centerNorth] = [middle(easts), middle(norths)];
  const place = ({ east, north }: { east: number; north: number }): [string, string] => [
    (SIZE / 2 + ((east - centerEast) / span) * (SIZE - 2 * EDGE)).toFixed(1),
    (SIZE / 2 - ((north - centerNorth) / span) * (SIZE - 2 * EDGE)).toFixed(1),
  ];
  const [homeX, homeY] = place({ east: 0, north: 0 });
  const [carX, carY] = place(here);
  const away = Math.hypot(here.east, here.north);
  return (
    <figure class="trip-line">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`The car is ${away.toFixed(1)} km from home on a trip of ${trip.kilometers.toFixed(1)} km.`}
        focusable="false"
      >
        <polyline class="trip-way" points={way.map(point => place(point).join(',')).join(' ')} />
        {/* Larger than the car's dot: it is seen around it when the car stands at home. */}
        <rect class="trip-home" x={Number(homeX) - 10} y={Number(homeY) - 10} width="20" height="20" rx="2" />
        <circle class="trip-car" cx={carX} cy={carY} r="7" />
      </svg>
      <figcaption>
        {trip.kilometers.toFixed(1)} km, from <Time at={trip.departs} show="absolute" /> to{' '}
        <Time at={trip.returns} show="absolute" />. The square is home, the dot the car, {away.toFixed(1)} km away.
        North is up.
      </figcaption>
    </figure>
  );
}

const WIDTH = 720;
const HEIGHT = 28;

/** What the car does within 24 hours, as a strip with a legend. */
export function ComingDay({ stretches }: { stretches: readonly Stretch[] }) {
  const begin = stretches[0]?.from.getTime() ?? 0;
  const whole = (stretches.at(-1)?.to.getTime() ?? 1) - begin;
  const at = (moment: Date) => ((moment.getTime() - begin) / whole) * WIDTH;
  const kinds = [...new Set(stretches.map(({ doing }) => doing))];
  return (
    <figure class="coming-day">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={daySentence(stretches)}
        focusable="false"
      >
        {stretches.map(({ doing, from, to }) => (
          <rect
            key={from.getTime()}
            class={`doing doing-${doing}`}
            x={at(from).toFixed(1)}
            y={doing === 'drive' ? 0 : 7}
            width={Math.max(2, at(to) - at(from)).toFixed(1)}
            height={doing === 'drive' ? HEIGHT : HEIGHT - 14}
          />
        ))}
      </svg>
      <figcaption>
        <span>Now</span>
        <ul class="coming-day-kinds">
          {kinds.map(doing => (
            <li key={doing}>
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <rect class={`doing doing-${doing}`} width="12" height="12" />
              </svg>{' '}
              {doingWords[doing].label}
            </li>
          ))}
        </ul>
        <span>In 24 hours</span>
      </figcaption>
    </figure>
  );
}
