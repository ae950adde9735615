/**
 * One sentence with a way back, gone after eight seconds; it waits while pointed at or focused.
 * Nothing that needs an answer is ever said here.
 */
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components/Button";
import { t } from "../lib/i18n.ts";
import { createStore, useStore } from "../lib/store.ts";
import style from "./toast.module.css";

export type ToastInfo = { id: number; text: string; undo?: { label: string; run: () => void } };

const toasts = createStore<ToastInfo[]>([]);
const shownFor = 8_000;
let last = 0;

export function toast(text: string, undo?: ToastInfo["undo"]): void {
  last += 1;
  const next: ToastInfo = undo ? { id: last, text, undo } : { id: last, text };
  toasts.set((was) => [...was.slice(-2), next]);
}

function drop(id: number): void {
  toasts.set((was) => was.filter((one) => one.id !== id));
}

export function dropToasts(): void {
  toasts.set([]);
}

function ToastLine({ info }: { info: ToastInfo }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => drop(info.id), shownFor);
    return () => clearTimeout(timer);
  }, [held, info.id]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices whether somebody is at it
    <div className={style.toast} {...hold} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span className={style.text}>{info.text}</span>
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

export function ToastRegion() {
  const now = useStore(toasts);
  return (
    <section className={style.region} aria-label={t("ui.toasts")} aria-live="polite">
      {now.map((info) => (
        <ToastLine key={info.id} info={info} />
      ))}
    </section>
  );
}
