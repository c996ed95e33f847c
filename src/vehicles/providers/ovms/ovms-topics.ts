// Topics of an OVMS module at its broker: `ovms/<user>/<car>/…` (docs.openvehicles.com, "MQTT protocol").

/** A car at the broker: whose it is, and what it is called. */
export type OvmsCar = { readonly user: string; readonly car: string };

/** What may stand in a topic: no wildcards, no levels, nothing that a broker reads as a sign. */
const part = /^[\w.@-]{1,64}$/;

export const isTopicPart = (text: string): boolean => part.test(text);

/** As it stands in a connection. */
export const writeCar = ({ user, car }: OvmsCar): string => `${user}/${car}`;

/** @returns null for text that this adapter did not write */
export function readCar(vehicle: string): OvmsCar | null {
  const [user = '', car = '', ...rest] = vehicle.split('/');
  return isTopicPart(user) && isTopicPart(car) && rest.length === 0 ? { user, car } : null;
}

export const topicOf = ({ user, car }: OvmsCar, ...rest: readonly string[]): string =>
  ['ovms', user, car, ...rest].join('/');

/** Which metric of which car a topic is about, its name with dots; null for another topic. */
export function readMetricTopic(topic: string): (OvmsCar & { readonly metric: string }) | null {
  const [root, user = '', car = '', kind, ...name] = topic.split('/');
  if (root !== 'ovms' || kind !== 'metric' || !isTopicPart(user) || !isTopicPart(car) || name.length === 0) return null;
  return { user, car, metric: name.join('.') };
}
