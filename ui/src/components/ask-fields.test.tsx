/** The questions of a form: what must be answered is marked, and a refusal is tied to its question for whoever listens. */
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
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
