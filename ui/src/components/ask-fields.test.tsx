/** The questions of a form: what must be answered is marked, and a refusal is tied to its question for whoever listens. */
import { useState } from "react";
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { fitting, type Pick } from "../lib/several.ts";
import { AskFields } from "./ask-fields.tsx";

const find = async () => [];
const asked = [
  {
    key: "state",
    label: "状态",
    kind: "choice",
    required: true,
    options: [{ id: "open", label: "未办" }],
    find,
  },
  { key: "unit", label: "客户", kind: "ref", required: true, options: [], find },
] as const;

const describedBy = (element: Element) =>
  (element.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent)
    .join(" ");

it("marks what must be answered and ties each refusal to its question", async () => {
  await render(
    <AskFields
      asked={asked}
      answers={{ state: "open", unit: [] }}
      refused={(key) => `${key} 不行`}
      onChange={() => undefined}
    />,
  );
  const select = page.getByRole("button", { name: /状态/ });
  const finder = page.getByRole("combobox", { name: /客户/ });
  await expect.element(select).toBeVisible();
  await expect.element(finder).toHaveAttribute("aria-invalid", "true");
  await expect.element(finder).toHaveAttribute("aria-required", "true");
  expect(describedBy(select.element())).toContain("state 不行");
  expect(describedBy(finder.element())).toContain("unit 不行");
  expect(document.querySelectorAll(":is(label, span)[data-required]")).toHaveLength(2);
});

type Answers = Readonly<Record<string, string | readonly Pick[]>>;
type Asked = Parameters<typeof AskFields>[0]["asked"][number];

function Form({ asked, onSaid }: { asked: Asked; onSaid: (said: Answers) => void }) {
  const [said, setSaid] = useState<Answers>({});
  return (
    <AskFields
      asked={[asked]}
      answers={said}
      refused={() => null}
      onChange={(key, answer) => {
        setSaid({ ...said, [key]: answer });
        onSaid({ ...said, [key]: answer });
      }}
    />
  );
}

const offered = [
  { id: "day", label: "提前一天", colour: "#b3372b" },
  { id: "week", label: "提前一周" },
];
const several = {
  key: "leads",
  label: "提醒",
  kind: "several",
  required: false,
  options: [],
  find: async (text: string) => fitting(text, offered),
  byName: true,
} as const;

it("asks for several by checks, and keeps a name nobody is known by for the core to judge", async () => {
  const answers: Answers[] = [];
  await render(<Form asked={several} onSaid={(said) => answers.push(said)} />);
  await page.getByRole("combobox", { name: "提醒" }).click();
  await userEvent.keyboard("{ArrowDown} {ArrowDown} ");
  await expect.poll(() => answers.at(-1)?.leads).toEqual(offered);
  await userEvent.keyboard("3天前{Enter}");
  await expect.poll(() => answers.at(-1)?.leads).toEqual([...offered, { id: null, label: "3天前" }]);
});

it("has what is half typed among the answers at any time, and shows it again where it comes back", async () => {
  const answers: Answers[] = [];
  await render(<Form asked={several} onSaid={(said) => answers.push(said)} />);
  const box = page.getByRole("combobox", { name: "提醒" });
  await userEvent.fill(box, "3天");
  expect(answers.at(-1)?.leads).toEqual([{ id: null, label: "3天", half: true }]);
  await userEvent.fill(box, "");
  expect(answers.at(-1)?.leads).toBe("");
  await render(
    <AskFields
      asked={[several]}
      answers={{ leads: [{ id: null, label: "5天", half: true }] }}
      refused={() => null}
      onChange={() => undefined}
    />,
  );
  await expect.element(page.getByRole("combobox", { name: "提醒" }).last()).toHaveValue("5天");
});

it("takes the one the arrows went on to with Enter, though another was checked before", async () => {
  const answers: Answers[] = [];
  await render(<Form asked={several} onSaid={(said) => answers.push(said)} />);
  await page.getByRole("combobox", { name: "提醒" }).click();
  await userEvent.keyboard("{ArrowDown} {ArrowDown}{Enter}");
  await expect.poll(() => answers.at(-1)?.leads).toEqual(offered);
});
