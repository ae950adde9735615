/** A group's first character on its own quiet hue. Decoration only: the name stands beside it. */
import style from "./monogram.module.css";

function hueOf(seed: string): number {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}

export function Monogram({
  name,
  seed = name,
  size = "small",
}: {
  name: string;
  seed?: string;
  size?: "small" | "large";
}) {
  // What is not seen is no first letter of anything.
  const first = [...name].find((sign) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(sign)) ?? "·";
  return (
    <span
      className={style.monogram}
      data-size={size}
      style={{ "--hue": hueOf(seed) } as React.CSSProperties}
      aria-hidden
    >
      {first.toUpperCase()}
    </span>
  );
}
