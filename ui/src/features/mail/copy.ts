/** Words of a letter on the clipboard: said when they are there, and why when they are not. */
import { toast } from "../../components/toast.tsx";
import { complain } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";

export const copy = (text: string, said: "ui.mail.copied_text" | "ui.mail.copied_to"): Promise<void> =>
  navigator.clipboard.writeText(text).then(() => void toast(t(said)), complain);
