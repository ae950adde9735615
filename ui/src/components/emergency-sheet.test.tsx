/** The emergency sheet names the repository as the system of its folder spells it. */
import { expect, it } from "vitest";
import { render } from "vitest-browser-react";
import { EmergencySheet } from "./emergency-sheet.tsx";

async function commandsFor(folder: string) {
  const backups = [{ name: "drive", folder, cloud: false }];
  const screen = await render(<EmergencySheet vault="A" folder="/v/A.steward" backups={backups} />);
  return screen.container.querySelector("pre")?.textContent ?? "";
}

it.each([
  ["/media/lin/BACKUP/", '"/media/lin/BACKUP/Steward Backup/…/repository"'],
  ["/media/lin/Steward Backup", '"/media/lin/Steward Backup/…/repository"'],
  ["E:\\Steward Backup", '"E:\\Steward Backup\\…\\repository"'],
  ["E:\\", '"E:\\Steward Backup\\…\\repository"'],
  ["E:/Backups/Steward Backup", '"E:\\Backups\\Steward Backup\\…\\repository"'],
  ["\\\\nas\\share", '"\\\\nas\\share\\Steward Backup\\…\\repository"'],
])("spells %s", async (folder, repository) => {
  const commands = await commandsFor(folder);
  expect(commands).toContain(`restic -r ${repository} --no-lock snapshots`);
});

it("says how each system brings the programs", async () => {
  const commands = await commandsFor("/media/x");
  for (const way of ["apt", "dnf", "brew", "winget"])
    expect(commands).toMatch(new RegExp(`${way} install restic`));
});
