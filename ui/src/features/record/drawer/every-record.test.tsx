/** What every kind of record has: files of its own, a story, the rest of a long list, and who points at it. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { setLanguage } from "../../../lib/i18n.ts";
import { go } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const unit = { t: "ref" as const, v: { id: "u002", label: "鲲鹏华东装备有限公司" } };

function need(id: string, text: string): void {
  const values = { text: { t: "text" as const, v: text }, unit };
  world.records.set(id, { entity: "need", id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("takes files to a record without a drawer of its own", async () => {
  need("need1", "要双语说明书");
  go({ at: "ledgers", part: "need", record: { entity: "need", id: "need1" } });
  const files = drawer().getByTestId("files");
  await files.getByRole("button", { name: "添加文件" }).click();
  await expect.element(files.getByText("新合同.txt")).toBeVisible();
  const [file] = [...world.records.values()].filter(
    ({ entity, values }) =>
      entity === "attachment" && values.unit?.t === "ref" && values.unit.v.id === "need1",
  );
  expect(file?.values.name).toEqual({ t: "text", v: "新合同.txt" });
  await drawer().getByRole("button", { name: "历史", exact: true }).click();
  await expect.element(drawer().getByText(/周敏 → 王磊/)).toBeVisible();
});

it("shows a file in the drawer of the file itself", async () => {
  go({ at: "customers", record: { entity: "attachment", id: "f002-3" } });
  await expect
    .element(
      drawer()
        .getByTestId("file-preview")
        .getByText(/会议纪要/)
        .first(),
    )
    .toBeVisible();
  await expect.element(drawer().getByText(/确认三季度供货数量/)).toBeVisible();
  expect(drawer().getByTestId("files").elements()).toHaveLength(0);
});

it("lists ten of many, and the rest as they are asked for", async () => {
  for (let n = 1; n <= 63; n += 1) need(`need${n}`, `第 ${n} 条需求`);
  go({ at: "customers", record: { entity: "unit", id: "u002" } });
  await drawer().getByRole("tab", { name: "服务" }).click();
  const cards = () => document.querySelectorAll('[data-testid="service"] li').length;
  await expect.poll(cards).toBe(50);
  await drawer().getByRole("button", { name: "已列出 50 / 63 条，继续列出" }).click();
  await expect.poll(cards).toBe(63);
  expect(
    drawer()
      .getByRole("button", { name: /继续列出/ })
      .elements(),
  ).toHaveLength(0);
});

it("shows at a person what points at them, also of kinds one does not add there", async () => {
  go({ at: "people", record: { entity: "contact", id: "cu002" } });
  const related = drawer().getByTestId("related");
  await expect.element(related.getByRole("heading", { name: /^任职/ })).toBeVisible();
  await expect.element(related.getByRole("heading", { name: /^待办/ })).toBeVisible();
  await expect.element(related.getByRole("heading", { name: /^沟通记录/ })).toBeVisible();
  await expect.element(related.getByRole("button", { name: "需求", exact: true })).toBeVisible();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  go({ at: "people", record: { entity: "contact", id: "cu002" } });
  await expect.element(drawer().getByTestId("related").getByRole("heading").first()).toBeVisible();
  await expectAccessible();
  go({ at: "customers", record: { entity: "attachment", id: "f002-3" } });
  await expect.element(drawer().getByTestId("file-preview")).toBeVisible();
  await expectAccessible();
});
