// How long things are kept that nobody comes back for. What a column's age decides stands in the column's comment instead.

/** Days after the last use of a test account's permissions until its owner, cars and permissions are forgotten. */
export const TEST_OWNER_DAYS = 30;
