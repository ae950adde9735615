/** A person: the picture among their files that shows them, else the first character of their name. Decoration only. */
import { useState } from "react";
import { Monogram } from "../../../components/monogram.tsx";
import type { Catalog, Id, Value } from "../../../ipc/bindings.ts";
import { fileUrl } from "../../../ipc/files.ts";
import { hides } from "../../../ipc/modules.ts";
import style from "./face.module.css";

/** Which picture a person's field names; none where files are out of sight. */
export const photoIn = (catalog: Pick<Catalog, "hidden"> | undefined, value: Value | undefined): Id | null =>
  value?.t === "ref" && !hides(catalog, "attachment") ? value.v.id : null;

export function Face(props: { name: string; seed: string; photo: Id | null; size?: "small" | "large" }) {
  const { name, seed, photo, size = "small" } = props;
  const [failed, setFailed] = useState<Id | null>(null);
  if (photo === null || failed === photo) return <Monogram name={name} seed={seed} size={size} />;
  return (
    <img
      className={style.face}
      data-size={size}
      src={fileUrl(photo)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setFailed(photo)}
    />
  );
}
