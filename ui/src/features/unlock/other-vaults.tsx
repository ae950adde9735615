/** The way to another vault: one opened before, one in some folder, or a new one. */
import { Archive, FolderOpen, Plus } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem, MenuPart, MenuRule } from "../../components/menu.tsx";
import { toast } from "../../components/toast.tsx";
import { type AppState, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";

async function open(folder: string | null): Promise<void> {
  if (folder === null) return;
  try {
    await commands.vaultOpenFolder(folder);
    await invalidate(["app"]);
  } catch (error) {
    toast(sentence(error));
  }
}

export function OtherVaults({ state, onNew }: { state: AppState; onNew: () => void }) {
  const others = state.recent.filter(({ folder, present }) => present && folder !== state.vault?.folder);
  return (
    <Menu label={t("ui.unlock.other")} trigger={<Button kind="link">{t("ui.unlock.other")}</Button>}>
      {others.length > 0 && (
        <MenuPart title={t("ui.unlock.recent")}>
          {others.map(({ name, folder }) => (
            <MenuItem key={folder} icon={Archive} onAction={() => void open(folder)}>
              {name}
            </MenuItem>
          ))}
        </MenuPart>
      )}
      {others.length > 0 && <MenuRule />}
      <MenuItem
        icon={FolderOpen}
        onAction={() => {
          commands
            .pickFolder("vault")
            .then(open)
            .catch((error: unknown) => toast(sentence(error)));
        }}
      >
        {t("ui.unlock.choose")}
      </MenuItem>
      <MenuItem icon={Plus} onAction={onNew}>
        {t("ui.unlock.new")}
      </MenuItem>
    </Menu>
  );
}
