/** Lies over the place that takes what is let go there. */
import { Upload } from "lucide-react";
import style from "./drop-zone.module.css";

export function DropZone({ text }: { text: string }) {
  return (
    <div className={style.drop} data-testid="drop-zone">
      <Upload size={22} aria-hidden />
      <span>{text}</span>
    </div>
  );
}
