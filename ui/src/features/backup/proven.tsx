/** What is proved, each by whoever can: that the backup restores, and that the recovery key is still there. */
import { useQuery } from "@tanstack/react-query";
import { Notice } from "../../components/notice.tsx";
import { sentence } from "../../ipc/error.ts";
import { proofs } from "../../ipc/proofs.ts";
import { appState } from "../../ipc/query.ts";
import { Proofs } from "./proofs.tsx";
import { RecoveryCheck } from "./recovery-check.tsx";

export function Proven({ backedUp, shown }: { backedUp: boolean; shown: boolean }) {
  const vault = useQuery(appState).data?.vault;
  const { error } = useQuery(proofs);
  if (!shown) return null;
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  // Nobody was told the sample's recovery key.
  return (
    <>
      {backedUp && <Proofs />}
      {vault?.sample === false && <RecoveryCheck />}
    </>
  );
}
