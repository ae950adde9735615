/**
 * Development React compares props for its performance tracks and thereby reads getters of React
 * Aria's collection nodes that throw. Without `console.timeStamp` it draws no tracks. Load before React.
 */
Object.assign(console, { timeStamp: undefined });
