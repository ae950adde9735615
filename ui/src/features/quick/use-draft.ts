/** What the core makes of the line as it is typed; only the answer to the newest line counts. */
import { useEffect, useRef, useState } from "react";
import { commands, type QuickDraft } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";

/** A draft, and the line it was read from. */
export type Read = { line: string; draft: QuickDraft };

export function useDraft(line: string): Read | null {
  const [read, setRead] = useState<Read | null>(null);
  const newest = useRef(line);
  useEffect(() => {
    newest.current = line;
    if (line.trim() === "") {
      setRead(null);
      return;
    }
    commands.quickDraft(line).then((draft) => {
      if (newest.current === line) setRead({ line, draft });
    }, complain);
  }, [line]);
  return read;
}
