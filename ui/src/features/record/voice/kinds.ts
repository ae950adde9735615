/** The kinds of record that tell of what came from a customer. */

/** What stands in the stream, in the order in which it is offered. */
export const voices = [
  "complaint",
  "need",
  "feedback",
  "suggestion",
  "preference",
  "satisfaction",
  "competitor_view",
  "strategy_note",
] as const;
