// Repeatable chance: the same seed and question always give the same answer, so a simulated car needs no memory.

/** A 32-bit seed from a name (FNV-1a). */
export const seedOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** What chance decides about; each has draws of its own. */
const topics = {
  distance: 1,
  departure: 2,
  stay: 3,
  bearing: 4,
  pace: 5,
  charging: 6,
  fuel: 7,
  tires: 8,
  trouble: 9,
  weather: 10,
  trunk: 11,
  parking: 12,
  service: 13,
  home: 14,
  serial: 15,
  washer: 16,
  starter: 17,
} as const;

export type Topic = keyof typeof topics;

/** A number from 0 (included) to 1 (excluded) for this seed, topic and index; evenly spread (MurmurHash3 finalizer). */
export const chance = (seed: number, topic: Topic, index = 0): number => {
  let hash = seed ^ Math.imul(index, 0x9e3779b1) ^ Math.imul(topics[topic], 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x100000000;
};
