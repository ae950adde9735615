/** A letter to a colleague: whom, where to, and nothing goes without the button. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { saved, urged } from "../../../dev/mock/urge.ts";
import { nothing, textOf } from "../../../dev/mock/views.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { ask } from "../../lib/ask.ts";
import { go } from "../../lib/place.ts";

const sheet = () => page.getByTestId("urge");
const address = () => sheet().getByLabelText(/的邮箱$/);

beforeEach(async () => {
  urged.length = 0;
  saved.length = 0;
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("asks a colleague from the review, keeps the address once it is right, and opens the letter", async () => {
  go({ at: "review" });
  await page.getByRole("button", { name: "请同事核实…" }).click();
  await expect.element(sheet().getByText(/^请核实 \d+ 家客户的资料$/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "在邮件程序中打开" })).toBeDisabled();
  await expectAccessible();
  await address().fill("nobody");
  await userEvent.keyboard("{Enter}");
  await expect
    .element(
      sheet()
        .getByText(/nobody/)
        .last(),
    )
    .toBeVisible();
  expect(urged).toEqual([]);
  await address().fill("zhou@example.cn");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => urged).toEqual(["zhou@example.cn"]);
  ask("urge");
  await expect.element(address()).toHaveValue("zhou@example.cn");
});

it("is saved as a file, also before anybody knows where to, and with an address it is kept first", async () => {
  ask("urge");
  const save = () => sheet().getByRole("button", { name: "存为文件…" });
  await save().click();
  await expect.poll(() => saved).toHaveLength(1);
  await expect.element(page.getByText("已存为草稿文件，可用邮件程序打开")).toBeVisible();
  await expectAccessible();
  await address().fill("nobody");
  await save().click();
  await expect
    .element(
      sheet()
        .getByText(/nobody/)
        .last(),
    )
    .toBeVisible();
  expect(saved).toHaveLength(1);
  expect(urged).toEqual([]);
});

it("is written in the language that is chosen", async () => {
  ask("urge");
  await sheet().getByText("English", { exact: true }).click();
  await expect.element(sheet().getByText(/^Customers to look over: \d+$/)).toBeVisible();
});

it("counts a colleague for the customers the letter names, and says which it leaves out", async () => {
  for (const { owner } of await commands.mailColleagues()) {
    const theirs = [...world.records.values()].filter(
      ({ entity, values }) => entity === "unit" && textOf(values.owner ?? nothing) === owner,
    );
    const open = theirs.filter(({ values }) => textOf(values.label ?? nothing) !== "confidential");
    if (open[0]) open[0].values.label = { t: "choice", v: "confidential" };
    await commands.reviewLater({ entity: "unit", id: open[1]?.id ?? "", field: "coverage" }, 7);
  }
  ask("urge");
  await expect.element(sheet().getByText(/^未写入：\d+ 家保密客户、1 家已顺延。$/)).toBeVisible();
  const [most] = await commands.mailColleagues();
  await expect.element(sheet().getByText(`请核实 ${most?.customers} 家客户的资料`)).toBeVisible();
});
