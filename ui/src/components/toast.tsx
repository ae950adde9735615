/**
 * One sentence with a way back, gone after eight seconds; it waits while pointed at or focused. The newest alone is
 * shown: of those before it that are not gone yet it is said how many there are, and they are one press away.
 * Nothing that needs an answer is ever said here.
 */
import { X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { createStore, useStore } from "../lib/store.ts";
import style from "./toast.module.css";

export type ToastInfo = { id: number; text: string; undo?: { label: string; run: () => void } };

const toasts = createStore<ToastInfo[]>([]);
/** The lines on screen that have room for what is said, so that it need not lie over anything. */
const lines = createStore(0);
const shownFor = 8_000;
const kept = 6;
let last = 0;

export function toast(text: string, undo?: ToastInfo["undo"]): void {
  last += 1;
  const next: ToastInfo = undo ? { id: last, text, undo } : { id: last, text };
  // What takes back the latest step takes back this one now: on a sentence before it, it would be a trap.
  const before = (one: ToastInfo): ToastInfo =>
    undo && one.undo?.run === undo.run ? { id: one.id, text: one.text } : one;
  toasts.set((was) => [...was.slice(1 - kept).map(before), next]);
}

function drop(id: number): void {
  toasts.set((was) => was.filter((one) => one.id !== id));
}

export function dropToasts(): void {
  toasts.set([]);
}

function ToastLine({ info }: { info: ToastInfo }) {
  return (
    <div className={style.toast}>
      <span className={style.text} title={info.text}>
        {info.text}
      </span>
      {info.undo && (
        <Button
          className={style.act ?? ""}
          onPress={() => {
            info.undo?.run();
            drop(info.id);
          }}
        >
          {info.undo.label}
        </Button>
      )}
      <Button className={style.act ?? ""} aria-label={t("ui.close")} onPress={() => drop(info.id)}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}

/** Each goes in its own time, shown or not; none while somebody is at them. */
function Timer({ id, held }: { id: number; held: boolean }) {
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => drop(id), shownFor);
    return () => clearTimeout(timer);
  }, [held, id]);
  return null;
}

/** `inLine`: within the line at the foot of the window, over nothing; elsewhere it lies at the lower edge. */
export function ToastRegion({ inLine = false }: { inLine?: boolean }) {
  const now = useStore(toasts);
  const elsewhere = useStore(lines) > 0 && !inLine;
  const [held, setHeld] = useState(false);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (!inLine) return;
    lines.set((was) => was + 1);
    return () => lines.set((was) => was - 1);
  }, [inLine]);
  // The one that was pressed takes the pointer's leaving with it: nobody is known to be at the others.
  const count = now.length;
  const counted = useRef(count);
  useEffect(() => {
    if (count < counted.current) setHeld(false);
    counted.current = count;
  }, [count]);
  if (elsewhere) return null;
  const newest = now.at(-1);
  const older = now.slice(0, -1);
  // Unfolded once is not unfolded for good.
  if (open && older.length === 0) setOpen(false);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    <section
      className={style.region}
      aria-label={t("ui.toasts")}
      aria-live="polite"
      data-inline={inLine || undefined}
      {...hold}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {now.map(({ id }) => (
        <Timer key={id} id={id} held={held} />
      ))}
      {open && older.length > 0 && (
        <div className={style.older}>
          {older.map((info) => (
            <ToastLine key={info.id} info={info} />
          ))}
        </div>
      )}
      {newest && (
        <>
          {older.length > 0 && (
            <Button
              className={style.more ?? ""}
              aria-expanded={open}
              aria-label={t("ui.toasts_older", { n: older.length })}
              onPress={() => setOpen(!open)}
            >
              +{number(older.length)}
            </Button>
          )}
          <ToastLine key={newest.id} info={newest} />
        </>
      )}
    </section>
  );
}
