/** The languages a letter is written in, each in its own words. */
export const languages = [
  { id: "zh", label: "中文" },
  { id: "en", label: "English" },
] as const;
