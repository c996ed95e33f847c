// How much an application may ask for in a month, as data. Months are those of UTC.

/** Requests of one application to one car in a calendar month (vehicle-platform §17). */
export const requestsPerCarAndMonth = 20_000;
