// A neutral picture of a car from the side: its body and nothing of its maker, drawn in the page's own colors.
import { bodyOf, type CarBody } from '../../catalog/car-bodies.ts';

type Drawing = {
  readonly shell: string;
  readonly windows: readonly string[];
  /** Where the wheels are, and how large. */
  readonly wheels: readonly [rear: number, front: number, radius: number];
};

/** All on a field of 64 by 28, the road at 26, the front to the right. */
const drawings: Readonly<Record<CarBody, Drawing>> = {
  hatch: {
    shell:
      'M5.5 21.5C4 20.6 4 15 5.2 12.4 7 8.4 9.4 5.4 14 5.4H29.5Q32.6 5.4 35 7.2L42.5 12.6 53 14.2Q59 15.2 59.6 19.4 59.8 21.5 58 21.5Z',
    windows: ['M9.8 12.2 12.4 8.4Q13 7.6 14.2 7.6H22.5V12.2Z', 'M24.7 7.6H29.2Q31.4 7.6 33 8.8L37.8 12.2H24.7Z'],
    wheels: [15.5, 48, 4.6],
  },
  sedan: {
    shell:
      'M5 21.5Q3.2 21.5 3.2 18.4 3.2 14.2 7 13.4L14 12.4 20.4 7.6Q22.4 6 25.4 6H34.4Q37.4 6 39.8 7.8L46.4 12.6 55.4 14.2Q60.6 15.2 60.8 19.4 60.8 21.5 59 21.5Z',
    windows: ['M17.4 12.2 22 8.8Q22.8 8.2 24 8.2H29V12.2Z', 'M31.2 8.2H34.4Q36.4 8.2 38 9.4L41.8 12.2H31.2Z'],
    wheels: [15, 48.6, 4.6],
  },
  suv: {
    shell:
      'M6 21.5Q3.8 21.5 3.8 18.4V10.4Q4 5.6 8.4 4.2 10 3.8 12 3.8H31Q34.6 3.8 37 6L43 11.4 54.6 13Q60.2 13.8 60.4 19 60.4 21.5 58.4 21.5Z',
    windows: ['M7.6 11 9.2 7.2Q9.8 6 11.6 6H21V11Z', 'M23.2 6H31Q33.2 6 35 7.6L38.8 11H23.2Z'],
    wheels: [15.5, 48.4, 5.2],
  },
  wagon: {
    shell:
      'M5 21.5Q3.2 21.5 3.2 18.6V14.4L7.4 7.6Q8.6 5.8 11.4 5.8H33.2Q36.4 5.8 38.8 7.6L45.6 12.6 55.4 14.2Q60.6 15.2 60.8 19.4 60.8 21.5 59 21.5Z',
    windows: [
      'M8 12.2 10.6 8.8Q11.2 8 12.6 8H19V12.2Z',
      'M21.2 8H29V12.2H21.2Z',
      'M31.2 8H33.2Q35.6 8 37.2 9.2L41.2 12.2H31.2Z',
    ],
    wheels: [15, 48.6, 4.6],
  },
  pickup: {
    shell:
      'M5 21.5Q3.2 21.5 3.2 19.4V11.6H25.6L27 6.4Q27.6 4.2 30 4.2H38Q40.6 4.2 42.2 6.4L46.2 11.6 55.6 12.8Q60.6 13.6 60.8 19 60.8 21.5 59 21.5Z',
    windows: ['M28.6 11.2 29.8 7Q30.1 6.2 31 6.2H34V11.2Z', 'M36.2 6.2H37.6Q39.4 6.2 40.4 7.6L43 11.2H36.2Z'],
    wheels: [14.5, 49, 5.2],
  },
  van: {
    shell:
      'M5 21.5Q3.4 21.5 3.4 19.4V5.4Q3.4 2.8 6 2.8H40Q43.6 2.8 46 5.6L52.4 12.6Q60.4 13.6 60.6 19 60.6 21.5 58.8 21.5Z',
    windows: ['M30 5.2H38V11.4H30Z', 'M40.2 5.2Q42.6 5.2 44 6.8L48 11.4H40.2Z'],
    wheels: [15, 49, 4.8],
  },
};

type CarPictureProps = {
  /** As its maker calls it; what is not known is a small car. */
  model: string;
  /** `large` heads a card; `small` stands in a line. */
  size?: 'small' | 'large' | undefined;
};

/** Decoration: the car's name always stands beside it. */
export function CarPicture({ model, size = 'small' }: CarPictureProps) {
  const { shell, windows, wheels } = drawings[bodyOf(model)];
  const [rear, front, radius] = wheels;
  return (
    <svg class={`car-picture car-picture-${size}`} viewBox="0 0 64 28" aria-hidden="true" focusable="false">
      <path class="car-road" d="M1 26.4H63" />
      <path class="car-shell" d={shell} />
      {windows.map(window => (
        <path key={window} class="car-window" d={window} />
      ))}
      {[rear, front].map(x => (
        <g key={x}>
          <circle class="car-wheel" cx={x} cy={26 - radius} r={radius} />
          <circle class="car-hub" cx={x} cy={26 - radius} r={radius / 2.6} />
        </g>
      ))}
    </svg>
  );
}
