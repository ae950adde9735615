/** The open vault is older than it was: said over every place until the user goes on with it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { useAction } from "../ipc/action.ts";
import { commands } from "../ipc/bindings.ts";
import { sentence } from "../ipc/error.ts";
import { invalidate, read } from "../ipc/query.ts";
import { t } from "../lib/i18n.ts";

const behind = read("vaultBehind", [], ["app"], commands.vaultBehind);

export function Behind() {
  const lacks = useQuery(behind).data;
  const accept = useAction(async () => {
    await commands.vaultGoOnBehind();
    await invalidate(["app"]);
  });
  if (!lacks) return null;
  return (
    <Notice
      tone="bad"
      live
      title={t("ui.behind.title")}
      actions={
        <Button kind="line" busy={accept.busy} onPress={() => void accept.run()}>
          {t("ui.behind.accept")}
        </Button>
      }
    >
      {t("ui.behind.text", { n: lacks })}
      {accept.error && <p>{sentence(accept.error)}</p>}
    </Notice>
  );
}
