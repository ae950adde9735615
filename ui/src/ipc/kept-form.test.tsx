/** A small form that is kept: asked for twice, asked for before it is known what waits there, kept and let go of in order. */
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { settleTyping } from "../lib/typing.ts";
import { commands } from "./bindings.ts";
import { useKeptForm, useStandingForm } from "./kept-form.ts";

/** What the vault holds of the form. */
let held: string | null;
/** Answers what was asked for and waits, one at a time. */
let answers: (() => void)[];
let slow: boolean;

const answered = <T,>(run: () => T): Promise<T> =>
  new Promise((done) => {
    const answer = () => done(run());
    if (slow) answers.push(answer);
    else answer();
  });

beforeEach(() => {
  held = null;
  answers = [];
  slow = false;
  vi.spyOn(commands, "formDraft").mockImplementation(() => answered(() => held));
  vi.spyOn(commands, "formDraftKeep").mockImplementation((_, draft) =>
    answered(() => {
      held = draft;
      return null;
    }),
  );
  return () => vi.restoreAllMocks();
});

function Form() {
  const form = useKeptForm("need@unit.u1", { title: "" });
  return (
    <>
      <button type="button" onClick={form.open}>
        打开
      </button>
      {form.values && (
        <>
          <input
            aria-label="标题"
            value={form.values.title}
            onChange={(event) => form.change({ title: event.target.value })}
          />
          <button type="button" onClick={form.close}>
            放弃
          </button>
        </>
      )}
      {form.waits && <p>有未填完的</p>}
    </>
  );
}

const open = () => page.getByRole("button", { name: "打开" }).click();
const box = () => page.getByRole("textbox", { name: "标题" });

it("leaves what stands in it alone where it is asked for once more", async () => {
  await render(<Form />);
  await open();
  await userEvent.fill(box(), "催第二笔");
  await open();
  await expect.element(box()).toHaveValue("催第二笔");
  await settleTyping();
  expect(held).toBe('{"title":"催第二笔"}');
});

it("opens with what waits there though that was not known yet, and keeps it", async () => {
  held = '{"title":"催第二笔"}';
  slow = true;
  await render(<Form />);
  await open();
  expect(box().query()).toBeNull();
  await settleTyping();
  slow = false;
  for (const answer of answers) answer();
  await expect.element(box()).toHaveValue("催第二笔");
  await settleTyping();
  expect(held).toBe('{"title":"催第二笔"}');
});

it("lets go of what is being kept at that moment, where it is given up", async () => {
  await render(<Form />);
  await open();
  await userEvent.fill(box(), "催第二笔");
  slow = true;
  const settled = settleTyping();
  await expect.poll(() => answers.length).toBe(1);
  await page.getByRole("button", { name: "放弃" }).click();
  // Nothing more is asked before the first is answered: the vault is never told in another order than it happened.
  expect(answers.length).toBe(1);
  answers[0]?.();
  await settled;
  expect(held).toBe('{"title":"催第二笔"}');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await expect.poll(() => held).toBeNull();
  await expect.element(page.getByText("有未填完的")).not.toBeInTheDocument();
});

function Standing() {
  const [there, setThere] = useState(true);
  return there ? <StandingForm onGone={() => setThere(false)} /> : <p>走了</p>;
}

function StandingForm({ onGone }: { onGone: () => void }) {
  const form = useStandingForm("pay@u1", { title: "" });
  if (!form.shown) return null;
  return (
    <>
      <input
        aria-label="标题"
        value={form.shown.title}
        onChange={(event) => form.change({ title: event.target.value })}
      />
      <button type="button" onClick={form.close}>
        发出
      </button>
      <button
        type="button"
        onClick={() => {
          form.close();
          onGone();
        }}
      >
        放弃
      </button>
    </>
  );
}

it("stands open with what waits there, and begins anew where it stands once it was sent", async () => {
  held = '{"title":"40万"}';
  await render(<Standing />);
  await expect.element(box()).toHaveValue("40万");
  await page.getByRole("button", { name: "发出" }).click();
  await expect.element(box()).toHaveValue("");
  await expect.poll(() => held).toBeNull();
  await userEvent.fill(box(), "30万");
  await settleTyping();
  expect(held).toBe('{"title":"30万"}');
});

it("keeps nothing of what is given up and leaves the screen in the same breath", async () => {
  await render(<Standing />);
  await userEvent.fill(box(), "30万");
  await settleTyping();
  expect(held).toBe('{"title":"30万"}');
  await page.getByRole("button", { name: "放弃" }).click();
  await expect.element(page.getByText("走了")).toBeVisible();
  await expect.poll(() => held).toBeNull();
  await settleTyping();
  expect(held).toBeNull();
});

/** Answers what is being sent: with what it came to, or with nothing where it was refused. */
let answerSent: (made: string | undefined) => void;
let sentTimes: number;

function Sending({ begunOn = "" }: { begunOn?: string }) {
  const form = useStandingForm("pay@u1", { title: "", begunOn });
  if (!form.shown) return null;
  const send = async () => {
    const made = await form.sending(() => {
      sentTimes += 1;
      return new Promise<string | undefined>((done) => {
        answerSent = done;
      });
    });
    if (made) form.close();
  };
  return (
    <>
      <input
        aria-label="标题"
        value={form.shown.title}
        onChange={(event) => form.change({ title: event.target.value })}
      />
      <button type="button" onClick={() => void send()}>
        发出
      </button>
    </>
  );
}

const sends = () => page.getByRole("button", { name: "发出" }).click();

it("has a lock wait for what is being sent, and keeps nothing of it once it was taken", async () => {
  held = '{"title":"40万","begunOn":""}';
  sentTimes = 0;
  await render(<Sending />);
  await expect.element(box()).toHaveValue("40万");
  await sends();
  await expect.poll(() => sentTimes).toBe(1);
  // What was kept another time is gone before the answer: nothing after it may be cut off by the lock.
  expect(held).toBeNull();
  let settled = false;
  const settling = settleTyping().then(() => {
    settled = true;
  });
  await sends();
  expect(sentTimes).toBe(1);
  expect([settled, held]).toEqual([false, null]);
  answerSent("taken");
  await settling;
  expect(held).toBeNull();
  await expect.element(box()).toHaveValue("");
});

it("keeps what was being sent when the vault was locked, where it was refused", async () => {
  sentTimes = 0;
  await render(<Sending />);
  await userEvent.fill(box(), "40万");
  await sends();
  await expect.poll(() => sentTimes).toBe(1);
  const settling = settleTyping();
  answerSent(undefined);
  await settling;
  expect(held).toBe('{"title":"40万","begunOn":""}');
});

it("begins anew where what it was begun on became another meanwhile", async () => {
  held = '{"title":"40万","begunOn":"30万"}';
  await render(<Sending begunOn="35万" />);
  await expect.element(box()).toHaveValue("");
  await settleTyping();
  expect(held).toBeNull();
});
