// Web origins that may receive an answer from Connect's pop-up (vehicle-platform §4.8). Pure.

const MAX_ORIGINS = 20;

/** The origins of a form, one a line, each once. */
export const splitOrigins = (text: string | undefined): string[] => [
  ...new Set((text ?? '').split(/\s+/).filter(line => line !== '')),
];

/** What is wrong with the list, or undefined. */
export function faultOfOrigins(origins: readonly string[]): string | undefined {
  if (origins.length > MAX_ORIGINS) return `Give at most ${MAX_ORIGINS} origins.`;
  const wrong = origins.find(origin => !isWebOrigin(origin));
  return wrong === undefined
    ? undefined
    : `${wrong.slice(0, 100)}: write an origin as browsers do, like https://app.example.com; http is for localhost only.`;
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isHere));
}

/**
 * What is wrong with redirect URIs that lead to our own pop-up page, or undefined: each must name, as `app_origin`, an
 * origin of this very application, so that its answers can go nowhere else.
 * @param popup the address of that page
 */
export function faultOfPopup(
  redirectUris: readonly string[],
  origins: readonly string[],
  popup: string,
): string | undefined {
  const wrong = redirectUris
    .filter(uri => uri === popup || uri.startsWith(`${popup}?`))
    .find(uri => !origins.includes(new URL(uri).searchParams.get('app_origin') ?? ''));
  return wrong === undefined ? undefined : `${wrong.slice(0, 200)}: app_origin must be one of the origins below.`;
}
