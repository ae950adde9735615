/** A contact leaves: who follows, in which posts, and with what that is open. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Finder } from "../../components/finder.tsx";
import { LikelyList } from "../../components/likely.tsx";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type Ref, type Succession } from "../../ipc/bindings.ts";
import { fieldOf, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { useLikely } from "../../ipc/likely.ts";
import { read } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { openRecord } from "../../lib/place.ts";
import { whileSaving } from "../../lib/status.ts";
import style from "./handover.module.css";
import { OpenList } from "./open-points.tsx";

const FOUND = 12;

function Follows(props: {
  contact: string;
  picked: Ref | null;
  name: string;
  error: string | null;
  onPick: (ref: Ref | null) => void;
  onName: (name: string) => void;
}) {
  const { contact, picked, name, error, onPick, onName } = props;
  const find = (text: string) =>
    commands.refOptions("contact", text, FOUND).then((found) => found.filter(({ id }) => id !== contact));
  const likely = useLikely("contact", { full_name: name }).filter(({ id }) => id !== contact);
  if (picked) {
    return (
      <p className={style.what}>
        {t("ui.handover.follows")} <Chip onRemove={() => onPick(null)}>{picked.label}</Chip>
      </p>
    );
  }
  return (
    <>
      <div className={style.pair}>
        <Field
          label={t("ui.handover.follows_new")}
          value={name}
          onChange={onName}
          error={error}
          autoFocus
          autoComplete="off"
        />
        <Finder label={t("ui.handover.follows_known")} find={find} onPick={onPick} />
      </div>
      <LikelyList
        found={likely}
        onOpen={(id) => openRecord({ entity: "contact", id })}
        onUse={({ id, label }) => onPick({ id, label })}
      />
    </>
  );
}

export function Theirs({ contact, onDone }: { contact: string; onDone: () => void }) {
  const today = instant(useNow()).slice(0, 10);
  const [picked, setPicked] = useState<Ref | null>(null);
  const [order, setOrder] = useState<Omit<Succession, "contact" | "successor">>({
    new_name: "",
    on: today,
    posts: true,
    tasks: true,
    promises: true,
    left: true,
    note: "",
  });
  const change = (part: Partial<typeof order>) => setOrder((was) => ({ ...was, ...part }));
  const { data: plan, error } = useQuery(
    read("successionPlan", [contact], ["*"], () => commands.successionPlan(contact)),
  );
  const ready = picked !== null || order.new_name.trim() !== "";
  const work = useAction(async (moment: number) => {
    const whole = { ...order, contact, successor: picked?.id ?? null, on: order.on || null };
    await whileSaving(commands.successionPerform(whole, moment));
    const name = picked?.label ?? order.new_name.trim();
    toast(t("ui.handover.succeeded", { name }), { label: t("ui.undo"), run: undo });
    onDone();
  });
  const failed = work.error ?? error;
  const about = fieldOf(failed);
  const posts = plan?.posts.map(({ unit, title }) => [unit.label, title].filter(Boolean).join(" · ")) ?? [];
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (plan && ready) void work.run(plan.moment);
      }}
    >
      {plan && <p className={style.what}>{t("ui.handover.leaves", { name: plan.contact.label })}</p>}
      <Follows
        contact={contact}
        picked={picked}
        name={order.new_name}
        error={failed && about === "successor" ? sentence(failed) : null}
        onPick={(ref) => {
          setPicked(ref);
          if (ref) change({ new_name: "" });
        }}
        onName={(new_name) => change({ new_name })}
      />
      <div className={style.day}>
        <Field
          label={t("ui.handover.since")}
          value={order.on ?? ""}
          onChange={(on) => change({ on })}
          error={failed && about === "end" ? sentence(failed) : null}
          autoComplete="off"
        />
      </div>
      <div className={style.checks}>
        <Check value={order.posts} onChange={(on) => change({ posts: on })}>
          {t("ui.handover.posts", { n: posts.length })}
        </Check>
        {posts.length > 0 && <span className={style.quiet}>{posts.join(t("ui.list_comma"))}</span>}
        <Check value={order.tasks} onChange={(on) => change({ tasks: on })}>
          {t("ui.handover.tasks", { n: plan?.open.tasks ?? 0 })}
        </Check>
        <Check value={order.promises} onChange={(on) => change({ promises: on })}>
          {t("ui.handover.promises", { n: plan?.open.promises ?? 0 })}
        </Check>
        <Check value={order.left} onChange={(on) => change({ left: on })}>
          {t("ui.handover.left")}
        </Check>
      </div>
      {plan && <OpenList open={plan.open} />}
      <Field
        label={t("ui.handover.note")}
        value={order.note}
        onChange={(note) => change({ note })}
        lines={2}
      />
      {failed && about !== "successor" && about !== "end" && (
        <Notice tone="bad" live>
          {sentence(failed)}
        </Notice>
      )}
      <div className={style.acts}>
        <span />
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
        <Button type="submit" kind="main" busy={work.busy} isDisabled={!ready || !plan}>
          {t("ui.handover.succeed")}
        </Button>
      </div>
    </form>
  );
}
